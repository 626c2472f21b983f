package dev.ccrunner.gateway.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.ccrunner.event.EventType;
import dev.ccrunner.gateway.stream.SseClient.Block;
import dev.ccrunner.infra.ids.TimeOrderedIds;
import dev.ccrunner.infra.time.Ticker;
import dev.ccrunner.session.SessionId;
import dev.ccrunner.testkit.RealRedis;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** One stream over all runs of a session. */
@Timeout(120)
class SessionStreamTest {
  private static final FakeHistory HISTORY = new FakeHistory();
  private static final FakeSessions SESSIONS = new FakeSessions();
  private static RealRedis redis;
  private static Gateway gateway;
  private static Gateway other;

  private final SessionId session = new SessionId(TimeOrderedIds.next());
  private final List<WrittenRun> runs = new CopyOnWriteArrayList<>();

  SessionStreamTest() {
    SESSIONS.create(session);
  }

  @BeforeAll
  static void start() {
    redis = RealRedis.start();
    gateway = Gateway.start(redis, HISTORY, SESSIONS, Ticker.SYSTEM, "ccr.stream.heartbeat=300ms");
    other = Gateway.start(redis, HISTORY, SESSIONS, Ticker.SYSTEM);
    await().until(() -> gateway.redisAvailable() && other.redisAvailable());
  }

  @AfterEach
  void end() {
    SESSIONS.broken = false;
    SESSIONS.delete(session);
    runs.forEach(WrittenRun::end);
    await().untilAsserted(() -> assertThat(gateway.metric("sse.subscribers")).isZero());
  }

  @AfterAll
  static void stop() {
    gateway.close();
    other.close();
    redis.close();
  }

  @Test
  void goesOnFromOneRunToTheNext() {
    var first = run();
    first.write(2);
    try (var client = open("")) {
      assertThat(client.take(2)).isEqualTo(first.json());
      first.write(1);
      var second = run();
      second.write(1);
      first.end();
      second.write(1);

      var got = new ArrayList<Block>();
      while (got.size() < 4) {
        got.add(client.nextEvent());
      }

      assertThat(got).extracting(Block::id).containsExactly("1-3", "1-4", "2-1", "2-2");
      assertThat(StreamTest.data(got))
          .containsExactly(
              first.json().get(2), first.json().get(3), second.json().get(0), second.json().get(1));
    }
  }

  @Test
  void waitsForTheFirstRunAndForEveryNextOne() {
    try (var client = open("")) {
      assertThat(client.next().other()).startsWith("retry");
      assertThat(client.next().other()).as("heartbeat of one who rests").contains("ping");
      var first = run();
      first.write(1);
      assertThat(client.nextEvent().id()).isEqualTo("1-1");
      first.end();
      assertThat(client.nextEvent().id()).isEqualTo("1-2");
      assertThat(client.next().other()).contains("ping");

      run().write(1);

      assertThat(client.nextEvent().id()).isEqualTo("2-1");
    }
  }

  @Test
  void resumesInTheMiddleOfARunAndBetweenTwo() {
    var first = run();
    first.write(3);
    first.end();
    var second = run();
    second.write(2);

    try (var client = open("?after=9-9", "Last-Event-ID", "1-2")) {
      assertThat(ids(client, 4)).containsExactly("1-3", "1-4", "2-1", "2-2");
    }
    try (var client = open("?after=1-4")) {
      assertThat(ids(client, 2)).containsExactly("2-1", "2-2");
    }
    try (var client = open("?after=2-0")) {
      assertThat(ids(client, 2)).containsExactly("2-1", "2-2");
    }
    try (var client = open("?after=0")) {
      assertThat(ids(client, 2)).containsExactly("1-1", "1-2");
    }
  }

  @Test
  void aClientThatKeepsDisconnectingHasEveryEventOnceWhicheverGatewayAnswers() {
    var random = new Random(7);
    var writing = new AtomicBoolean(true);
    Thread writer =
        Thread.ofPlatform()
            .start(() -> {
              while (writing.get()) {
                var run = run();
                for (int i = 0; i < 30; i++) {
                  run.write(1);
                  if (i % 7 == 0) {
                    run.store();
                  }
                  LockSupport.parkNanos(500_000);
                }
                run.end();
              }
              SESSIONS.archive(session);
            });
    List<Block> got = new ArrayList<>();

    for (int connection = 0; connection < 60; connection++) {
      String last = got.isEmpty() ? "0" : got.getLast().id();
      try (var client =
          SseClient.open(random.nextBoolean() ? gateway : other, path(""), "Last-Event-ID", last)) {
        int count = 1 + random.nextInt(25);
        for (int i = 0; i < count; i++) {
          got.add(client.nextEvent());
        }
      }
    }
    writing.set(false);
    await().until(() -> !writer.isAlive());
    try (var client = open("?after=" + got.getLast().id())) {
      got.addAll(client.rest().stream().filter(block -> !block.data().isEmpty()).toList());
    }

    assertThat(runs.size()).isGreaterThan(3);
    assertThat(StreamTest.data(got))
        .isEqualTo(runs.stream().flatMap(run -> run.json().stream()).toList());
  }

  @Test
  void showsDeltasOfTheRunThatGoesOnAndOnlyWantedTypes() {
    var first = run();
    first.write(1);
    first.end();
    var second = run();
    second.write(1);

    try (var client = open("");
        var messages = open("?types=agent.message")) {
      assertThat(ids(client, 3)).containsExactly("1-1", "1-2", "2-1");
      second.delta("Hel");
      assertThat(client.next().event()).isEqualTo("agent.message_delta");
      assertThat(messages.next().other()).startsWith("retry");
      assertThat(messages.next()).as("past what it did not want").isEqualTo(at("1-2"));
      second.write(EventType.AGENT_MESSAGE, "{\"text\":\"a\"}");
      Block message = messages.next();
      while (message.data().isEmpty()) {
        message = messages.next();
      }
      assertThat(message.id()).isEqualTo("2-2");
    }
  }

  @Test
  void endsWhenTheSessionIsArchivedAndItsLastRunHasEnded() {
    var run = run();
    run.write(1);
    try (var client = open("")) {
      assertThat(client.nextEvent().id()).isEqualTo("1-1");
      SESSIONS.archive(session);
      run.end();
      assertThat(client.rest()).extracting(Block::id).contains("1-2");
    }
    try (var client = open("?after=1-2")) {
      assertThat(client.response.statusCode()).isEqualTo(204);
    }
    try (var client = open("?after=1-1")) {
      client.next();
      assertThat(client.rest()).extracting(Block::id).containsExactly("1-2");
    }
  }

  @Test
  void endsForOneWhoWaitsWhenTheSessionIsDeleted() {
    try (var client = open("")) {
      client.next();
      SESSIONS.delete(session);
      client.rest();
    }
    try (var client = open("")) {
      assertThat(client.response.statusCode()).isEqualTo(404);
    }
  }

  @Test
  void goesOnWhenPostgresIsBack() {
    var first = run();
    first.write(1);
    try (var client = open("")) {
      assertThat(client.nextEvent().id()).isEqualTo("1-1");
      SESSIONS.broken = true;
      first.end();
      assertThat(client.nextEvent().id()).isEqualTo("1-2");
      run().write(1);
      assertThat(client.next().other()).contains("ping");
      SESSIONS.broken = false;

      assertThat(client.nextEvent().id()).isEqualTo("2-1");
    }
  }

  @Test
  void manyWhoWaitAskOnce() {
    List<SseClient> clients = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      clients.add(open(""));
    }
    clients.forEach(SseClient::next);
    int before = SESSIONS.looks.get();
    var run = run();
    run.write(1);

    clients.forEach(client -> assertThat(client.nextEvent().id()).isEqualTo("1-1"));

    assertThat(SESSIONS.looks.get() - before).isLessThan(50);
    clients.forEach(SseClient::close);
  }

  private WrittenRun run() {
    var run = new WrittenRun(gateway.log(), HISTORY);
    runs.add(run);
    SESSIONS.add(session, run.id);
    return run;
  }

  private static Block at(String id) {
    return new Block(id, "", "", "");
  }

  private SseClient open(String query, String... headers) {
    return SseClient.open(gateway, path(query), headers);
  }

  private String path(String query) {
    return "/v1/sessions/" + session + "/events" + query;
  }

  private static List<String> ids(SseClient client, int count) {
    List<String> ids = new ArrayList<>();
    while (ids.size() < count) {
      ids.add(client.nextEvent().id());
    }
    return ids;
  }
}
