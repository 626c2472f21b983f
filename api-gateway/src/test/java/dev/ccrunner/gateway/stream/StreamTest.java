package dev.ccrunner.gateway.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.ccrunner.event.EventType;
import dev.ccrunner.gateway.stream.SseClient.Block;
import dev.ccrunner.testkit.RealRedis;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class StreamTest {
  private static final FakeHistory HISTORY = new FakeHistory();
  private static RealRedis redis;
  private static Gateway gateway;
  private static Gateway other;

  private WrittenRun run;

  @BeforeAll
  static void start() {
    redis = RealRedis.start();
    gateway = Gateway.start(redis, HISTORY);
    other = Gateway.start(redis, HISTORY);
    await().until(() -> gateway.redisAvailable() && other.redisAvailable());
  }

  @BeforeEach
  void begin() {
    run = new WrittenRun(gateway.log(), HISTORY);
  }

  /** Ends every stream that a test left open. */
  @AfterEach
  void end() {
    run.end();
    await().untilAsserted(() -> assertThat(gateway.metric("sse.subscribers")).isZero());
  }

  @AfterAll
  static void stop() {
    gateway.close();
    other.close();
    redis.close();
  }

  @Test
  void beginsWithTheHeadersOfAStreamAndWhenToComeBack() {
    run.write(1);

    try (var client = SseClient.open(gateway, run, "")) {
      assertThat(client.response.statusCode()).isEqualTo(200);
      var headers = client.response.headers();
      assertThat(headers.firstValue("Content-Type").orElseThrow().replace(" ", ""))
          .isEqualToIgnoringCase("text/event-stream;charset=utf-8");
      assertThat(headers.firstValue("Cache-Control")).contains("no-store");
      assertThat(headers.firstValue("X-Accel-Buffering")).contains("no");
      assertThat(client.next()).isEqualTo(new Block("", "", "", "retry: 2000\n"));
      assertThat(client.next()).isEqualTo(new Block("1", "log", run.json().getFirst(), ""));
    }
  }

  @Test
  void replaysFromTheStoredLogThenFromRedisThenGoesOnLive() {
    run.unheard(EventType.RUN_QUEUED, "{}");
    run.unheard(EventType.RUN_STARTING, "{}");
    run.store();
    run.write(3);

    try (var client = SseClient.open(gateway, run, "?after=1")) {
      assertThat(client.take(4)).isEqualTo(run.json().subList(1, 5));
      run.write(2);
      assertThat(client.take(2)).isEqualTo(run.json().subList(5, 7));
      run.end();
      assertThat(data(client.rest())).isEqualTo(run.json().subList(7, 8));
    }
  }

  @Test
  void aClientThatKeepsDisconnectingHasEveryEventOnceWhicheverGatewayAnswers() {
    var random = new Random(42);
    var writing = new AtomicBoolean(true);
    run.write(1);
    Thread writer =
        Thread.ofPlatform()
            .start(() -> {
              for (int i = 0; writing.get(); i++) {
                run.write(1);
                if (i % 7 == 0) {
                  run.store();
                }
                LockSupport.parkNanos(500_000);
              }
              run.end();
            });
    List<Block> got = new ArrayList<>();

    for (int connection = 0; connection < 50; connection++) {
      String last = got.isEmpty() ? "0" : got.getLast().id();
      try (var client =
          SseClient.open(
              random.nextBoolean() ? gateway : other, run, "?after=999", "Last-Event-ID", last)) {
        int count = 1 + random.nextInt(20);
        for (int i = 0; i < count; i++) {
          got.add(client.nextEvent());
        }
      }
    }
    writing.set(false);
    await().until(() -> !writer.isAlive());
    try (var client = SseClient.open(gateway, run, "?after=" + got.getLast().id())) {
      got.addAll(client.rest().stream().filter(b -> !b.data().isEmpty()).toList());
    }

    assertThat(data(got)).isEqualTo(run.json());
  }

  @Test
  void theTerminalEventIsLastAndALaterClientSeesTheSameBytes() {
    run.write(3);
    List<Block> live;
    try (var client = SseClient.open(gateway, run, "")) {
      client.next();
      run.end();
      live = client.rest();
    }

    try (var client = SseClient.open(other, run, "")) {
      client.next();
      assertThat(client.rest()).isEqualTo(live);
    }
    assertThat(data(live)).isEqualTo(run.json());
    assertThat(live.getLast().event()).isEqualTo("run.succeeded");
  }

  /** The feed asks both stores how far the log is; the run may end between the two questions. */
  @Test
  void endsForAClientThatComesWhileTheRunIsEnding() {
    run.write(3);
    HISTORY.afterLooks(run.id, () -> {}, run::end);

    try (var client = SseClient.open(gateway, run, "")) {
      client.next();
      assertThat(data(client.rest())).isEqualTo(run.json());
    }
  }

  @Test
  void whoHasEverythingOfAnEndedRunIsToldToStopAsking() {
    run.write(1);
    run.end();

    try (var client = SseClient.open(gateway, run, "?after=2")) {
      assertThat(client.response.statusCode()).isEqualTo(204);
    }
  }

  @Test
  void deltasComeBetweenTheirEventsAndWithoutAnId() {
    run.write(1);
    try (var client = SseClient.open(gateway, run, "");
        var without = SseClient.open(gateway, run, "?deltas=false")) {
      client.take(1);
      without.take(1);

      run.delta("Hel");
      run.delta("lo");
      run.write(EventType.AGENT_MESSAGE, "{\"text\":\"Hello\"}");
      run.delta("next");

      Block first = client.next();
      assertThat(first.id()).isEmpty();
      assertThat(first.event()).isEqualTo("agent.message_delta");
      assertThat(first.data()).contains("\"after\":1").contains("Hel");
      assertThat(client.next().data()).contains("lo");
      assertThat(client.next().event()).isEqualTo("agent.message");
      assertThat(client.next().data()).contains("\"after\":2").contains("next");
      assertThat(without.nextEvent().event()).isEqualTo("agent.message");
      run.end();
      assertThat(without.rest()).extracting(Block::event).containsExactly("run.succeeded");
    }
  }

  @Test
  void deltasAreNotReplayed() {
    run.write(1);
    run.delta("early");
    run.end();

    try (var client = SseClient.open(gateway, run, "")) {
      assertThat(client.rest())
          .extracting(Block::event)
          .containsExactly("", "log", "run.succeeded");
    }
  }

  @Test
  void showsOnlyTheWantedTypesAndStillMovesTheCursor() {
    run.write(3);
    run.write(EventType.AGENT_MESSAGE, "{\"text\":\"a\"}");
    run.write(2);

    try (var client = SseClient.open(gateway, run, "?types=agent.message,agent.thinking")) {
      assertThat(client.nextEvent().id()).isEqualTo("4");
      run.write(2);
      run.end();
      assertThat(client.rest()).containsExactly(new Block("9", "", "", ""));
    }
  }

  @Test
  void manyClientsOfOneRunAllSeeEverything() {
    run.write(20);
    List<SseClient> clients = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      clients.add(SseClient.open(gateway, run, "?after=" + (i % 20)));
    }

    run.write(20);
    run.end();

    for (int i = 0; i < 50; i++) {
      assertThat(data(clients.get(i).rest()))
          .isEqualTo(run.json().subList(i % 20, run.events().size()));
    }
    await().untilAsserted(() -> assertThat(gateway.metric("sse.subscribers")).isZero());
  }

  @Test
  void aClientThatLeavesIsForgotten() {
    run.write(1);
    try (var client = SseClient.open(gateway, run, "")) {
      client.take(1);
      assertThat(gateway.metric("sse.subscribers")).isEqualTo(1);
    }

    await()
        .untilAsserted(() -> {
          run.write(1);
          assertThat(gateway.metric("sse.subscribers")).isZero();
        });
  }

  static List<String> data(List<Block> blocks) {
    return blocks.stream().map(Block::data).filter(data -> !data.isEmpty()).toList();
  }
}
