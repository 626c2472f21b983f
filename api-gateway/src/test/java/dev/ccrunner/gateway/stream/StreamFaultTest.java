package dev.ccrunner.gateway.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.ccrunner.event.EventType;
import dev.ccrunner.testkit.RealRedis;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class StreamFaultTest {
  private final FakeHistory history = new FakeHistory();
  private RealRedis redis;
  private Gateway gateway;
  private WrittenRun run;

  @BeforeEach
  void start() {
    redis = RealRedis.start();
    gateway = Gateway.start(redis, history);
    await().until(gateway::redisAvailable);
    run = new WrittenRun(gateway.log(), history);
  }

  @AfterEach
  void stop() {
    gateway.close();
    redis.close();
  }

  @Test
  void goesOnAfterItsPubSubConnectionWasKilled() {
    run.write(2);
    try (var client = SseClient.open(gateway, run, "")) {
      client.take(2);

      redis.tell("CLIENT KILL TYPE pubsub");
      run.write(5);

      assertThat(client.take(5)).isEqualTo(run.json().subList(2, 7));
      run.write(1);
      assertThat(client.take(1)).isEqualTo(run.json().subList(7, 8));
    }
  }

  @Test
  void followsTheStoredLogWhileRedisIsAwayAndIsLiveAgainWhenItReturns() {
    run.write(2);
    try (var client = SseClient.open(gateway, run, "")) {
      client.take(2);

      redis.stop();
      run.write(3);
      run.store();
      assertThat(client.take(3)).isEqualTo(run.json().subList(2, 5));

      redis.startAgain();
      await().until(gateway::redisAvailable);
      run.write(2);
      assertThat(client.take(2)).isEqualTo(run.json().subList(5, 7));
      run.end();
      assertThat(StreamTest.data(client.rest())).isEqualTo(run.json().subList(7, 8));
    }
  }

  @Test
  void aStreamOpenedWhileRedisIsAwayBecomesLive() {
    redis.stop();
    await().until(() -> !gateway.redisAvailable());
    run.write(2);
    run.store();
    try (var client = SseClient.open(gateway, run, "")) {
      assertThat(client.take(2)).isEqualTo(run.json());

      redis.startAgain();
      await().until(gateway::redisAvailable);
      run.write(2);

      assertThat(client.take(2)).isEqualTo(run.json().subList(2, 4));
    }
  }

  @Test
  void losesNothingWhenRedisForgetsEverything() {
    run.write(3);
    run.store();
    try (var client = SseClient.open(gateway, run, "")) {
      client.take(3);

      redis.tell("FLUSHALL");
      run.write(2);
      assertThat(client.take(2)).isEqualTo(run.json().subList(3, 5));

      try (var late = SseClient.open(gateway, run, "?after=1")) {
        assertThat(late.take(4)).isEqualTo(run.json().subList(1, 5));
      }
    }
  }

  @Test
  void fillsAHoleFromTheStoredLogAndWaitsForItUntilThen() {
    run.write(2);
    try (var client = SseClient.open(gateway, run, "")) {
      client.take(2);

      run.unheard(EventType.LOG, "{\"n\":\"only stored\"}");
      run.write(2);
      int reads = history.reads.get();
      await().until(() -> history.reads.get() > reads + 2);
      run.store();

      assertThat(client.take(3)).isEqualTo(run.json().subList(2, 5));
    }
  }

  @Test
  void noticesWhatWasNeverPublished() {
    run.write(1);
    try (var client = SseClient.open(gateway, run, "")) {
      client.take(1);

      run.unheard(EventType.LOG, "{\"n\":\"only stored\"}");
      run.store();

      assertThat(client.take(1)).isEqualTo(run.json().subList(1, 2));
    }
  }

  @Test
  void waitsForAStoredLogThatIsAway() {
    run.unheard(EventType.LOG, "{}");
    run.store();
    try (var client = SseClient.open(gateway, run, "")) {
      client.take(1);

      history.broken = true;
      run.unheard(EventType.LOG, "{}");
      run.write(1);
      run.store();
      history.broken = false;

      assertThat(client.take(2)).isEqualTo(run.json().subList(1, 3));
    }
  }
}
