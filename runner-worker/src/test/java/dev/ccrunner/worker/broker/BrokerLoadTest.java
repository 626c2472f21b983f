package dev.ccrunner.worker.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class BrokerLoadTest extends BrokerUnderTest {

  BrokerLoadTest(@TempDir Path directory) throws IOException {
    super(directory);
  }

  @Test
  void limitsCallsPerAttemptAndPerWorker() throws Exception {
    use(
        new Patience(Duration.ofSeconds(20), Duration.ofSeconds(20), 2, 2, 100)
            .settings(provider.url()),
        BrokerLimits.none());
    var asked = new CountDownLatch(2);
    var release = new CountDownLatch(1);
    provider.answers(exchange -> {
      asked.countDown();
      release.await();
      ScriptedProvider.stream(ScriptedProvider.STREAM).to(exchange);
    });
    var first = open(message());
    var second = open(message());
    assertThat(asked.await(20, TimeUnit.SECONDS)).isTrue();

    var third = message().send();
    assertThat(third.getStatus()).isEqualTo(429);

    token = broker.issue(new AttemptRef("run_2", 1), BrokerLimits.none());
    var other = message().send();
    assertThat(other.getStatus()).isEqualTo(529);
    assertThat(other.getContentAsString()).contains("no free call");

    release.countDown();
    assertThat(first.get(20, TimeUnit.SECONDS).getStatus()).isEqualTo(200);
    assertThat(second.get(20, TimeUnit.SECONDS).getStatus()).isEqualTo(200);
  }

  @Test
  void carriesAHundredStreamsAtOnce() throws Exception {
    var all = new CountDownLatch(100);
    provider.answers(exchange -> {
      ScriptedProvider.beginStream(exchange);
      ScriptedProvider.send(exchange, "event: ping\n\n");
      all.countDown();
      assertThat(all.await(40, TimeUnit.SECONDS)).as("all are open at the same time").isTrue();
      ScriptedProvider.send(exchange, ScriptedProvider.STREAM);
    });
    var bodies = new ArrayList<Future<String>>();
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < 100; i++) {
        bodies.add(threads.submit(() -> message().send().getContentAsString()));
      }
      for (var body : bodies) {
        assertThat(body.get()).isEqualTo("event: ping\n\n" + ScriptedProvider.STREAM);
      }
    }
    await()
        .untilAsserted(() -> assertThat(token.snapshot().total().outputTokens()).isEqualTo(1200));
  }
}
