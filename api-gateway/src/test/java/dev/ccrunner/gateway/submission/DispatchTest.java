package dev.ccrunner.gateway.submission;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ccrunner.gateway.testing.TestGateway;
import dev.ccrunner.infra.kafka.Topics;
import dev.ccrunner.infra.postgres.Outbox;
import dev.ccrunner.testkit.TestServices;
import dev.ccrunner.wire.DispatchBell;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.junit.jupiter.api.Test;

class DispatchTest {
  private static final TestGateway GATEWAY = TestGateway.shared();

  @Test
  void ringsABellForEachRunAndForgetsItWhenKafkaHasIt() {
    String run =
        GATEWAY.client().post("/v1/runs", "{\"prompt\":\"secret words\"}").expect(202).text("/id");

    String bell = bellFor(run);
    assertThat(bell).doesNotContain("secret");
    assertThat(DispatchBell.decode(bell)).isPresent();
    Instant deadline = Instant.now().plus(Duration.ofSeconds(10));
    while (GATEWAY.bean(Outbox.class).size() > 0) {
      assertThat(Instant.now()).isBefore(deadline);
      Thread.onSpinWait();
    }
  }

  private static String bellFor(String run) {
    Map<String, Object> settings =
        Map.of(
            "bootstrap.servers", TestServices.kafka().bootstrapServers(),
            "group.id", TestServices.kafka().newName("bells"),
            "auto.offset.reset", "earliest");
    try (var consumer =
        new KafkaConsumer<>(settings, new StringDeserializer(), new StringDeserializer())) {
      consumer.subscribe(List.of(Topics.DISPATCH));
      Instant deadline = Instant.now().plus(Duration.ofSeconds(30));
      while (Instant.now().isBefore(deadline)) {
        for (var record : consumer.poll(Duration.ofMillis(200))) {
          if (record.key().equals(run)) {
            return record.value();
          }
        }
      }
    }
    throw new AssertionError("No bell for " + run);
  }
}
