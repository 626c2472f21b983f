package dev.ccrunner.gateway.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.ccrunner.event.EventType;
import dev.ccrunner.gateway.stream.SseClient.Block;
import dev.ccrunner.testkit.RealRedis;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Heartbeats, the bound on streams, and the end of a gateway. */
class StreamLifeTest {
  private static RealRedis redis;

  private final FakeHistory history = new FakeHistory();

  @BeforeAll
  static void start() {
    redis = RealRedis.start();
  }

  @AfterAll
  static void stop() {
    redis.close();
  }

  @Test
  void aQuietStreamGetsAHeartbeatEachFifteenSeconds() {
    var now = new AtomicLong();
    try (var gateway = Gateway.start(redis, history, now::get)) {
      var run = new WrittenRun(gateway.log(), history);
      try (var client = SseClient.open(gateway, run, "")) {
        assertThat(client.next().other()).startsWith("retry");

        now.addAndGet(Duration.ofSeconds(15).toNanos());
        assertThat(client.next()).isEqualTo(ping());
        now.addAndGet(Duration.ofSeconds(15).toNanos());
        assertThat(client.next()).isEqualTo(ping());
        run.end();
        assertThat(client.rest()).extracting(Block::event).containsExactly("run.succeeded");
      }
    }
  }

  @Test
  void aHeartbeatTellsHowFarTheFilteredLogIs() {
    var now = new AtomicLong();
    try (var gateway = Gateway.start(redis, history, now::get)) {
      await().until(gateway::redisAvailable);
      var run = new WrittenRun(gateway.log(), history);
      run.write(EventType.AGENT_MESSAGE, "{}");
      run.write(4);
      try (var client = SseClient.open(gateway, run, "?types=agent.message")) {
        assertThat(client.nextEvent().id()).isEqualTo("1");

        await()
            .untilAsserted(() -> {
              now.addAndGet(Duration.ofSeconds(15).toNanos());
              Block block = client.next();
              assertThat(block).isEqualTo(new Block("5", "", "", ""));
            });
      }
    }
  }

  @Test
  void refusesMoreStreamsThanItMayServe() {
    try (var gateway = Gateway.start(redis, history, "ccr.stream.max-streams=2")) {
      var run = new WrittenRun(gateway.log(), history);
      var one = SseClient.open(gateway, run, "");
      var two = SseClient.open(gateway, run, "");

      try (var three = SseClient.open(gateway, run, "")) {
        assertThat(three.response.statusCode()).isEqualTo(503);
      }

      run.end();
      one.rest();
      two.rest();
      await().untilAsserted(() -> assertThat(gateway.metric("sse.subscribers")).isZero());
    }
  }

  @Test
  void aGatewayThatStopsSendsItsClientsAwayAtDifferentTimes() {
    List<SseClient> clients = new ArrayList<>();
    try (var gateway = Gateway.start(redis, history, "server.shutdown=graceful")) {
      var run = new WrittenRun(gateway.log(), history);
      for (int i = 0; i < 20; i++) {
        clients.add(SseClient.open(gateway, run, ""));
        clients.getLast().next();
      }
    }

    List<String> goodbyes = new ArrayList<>();
    for (SseClient client : clients) {
      List<Block> rest = client.rest();
      assertThat(rest).hasSize(1);
      goodbyes.add(rest.getFirst().other());
    }
    assertThat(goodbyes)
        .allSatisfy(goodbye -> {
          assertThat(goodbye).startsWith(": this gateway is going away\nretry: ");
          long millis = Long.parseLong(goodbye.replaceAll("\\D", ""));
          assertThat(millis).isBetween(500L, 5_000L);
        });
    assertThat(goodbyes.stream().distinct().count()).isGreaterThan(10);
  }

  private static Block ping() {
    return new Block("", "", "", ": ping\n");
  }
}
