package dev.ccrunner.infra.redis;

import static dev.ccrunner.infra.redis.RedisFixture.answer;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.ccrunner.run.RunId;
import dev.ccrunner.testkit.RealRedis;
import io.lettuce.core.RedisClient;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

class RedisAwayTest {
  private final RunId run = Events.newRun();

  @Test
  void startsWithoutRedisAndUsesItOnceItIsThere() throws Exception {
    var redis = RealRedis.start();
    redis.stop();

    try (var fixture = new RedisFixture(redis)) {
      assertThat(fixture.log.link().available()).isFalse();
      assertThatThrownBy(() -> fixture.log.reader().read(run, 0, 1))
          .isInstanceOf(RedisUnavailableException.class);

      redis.startAgain();

      await().untilAsserted(() -> assertThat(fixture.log.link().available()).isTrue());
      assertThat(answer(append(fixture, 1))).isEqualTo(Append.APPENDED);
    } finally {
      redis.close();
    }
  }

  @Test
  void failsAtOnceWhileRedisIsDownAndWorksAfterwards() throws Exception {
    try (var redis = RealRedis.start();
        var fixture = RedisFixture.connected(redis)) {
      answer(append(fixture, 1));
      redis.stop();
      await().untilAsserted(() -> assertThat(fixture.log.link().available()).isFalse());

      long begun = System.nanoTime();
      for (int i = 0; i < 1_000; i++) {
        assertThat(append(fixture, 2).toCompletableFuture()).isCompletedExceptionally();
      }

      assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(1));
      redis.startAgain();
      await().untilAsserted(() -> assertThat(fixture.log.link().available()).isTrue());
      assertThat(answer(append(fixture, 2))).isEqualTo(Append.APPENDED);
    }
  }

  @Test
  void aRedisThatDoesNotAnswerCostsOneTimeLimitOnly() throws Exception {
    try (var redis = RealRedis.start();
        var fixture = RedisFixture.connected(redis)) {
      answer(append(fixture, 1));
      redis.freeze(Duration.ofSeconds(4));

      assertThatThrownBy(() -> fixture.log.reader().lastSeq(run))
          .isInstanceOf(RedisUnavailableException.class)
          .hasMessageContaining("did not answer in time");

      assertThat(fixture.log.link().available()).isFalse();
      assertThat(append(fixture, 2).toCompletableFuture()).isCompletedExceptionally();
      await()
          .atMost(Duration.ofSeconds(30))
          .untilAsserted(() -> assertThat(fixture.log.link().available()).isTrue());
      assertThat(answer(append(fixture, 2))).isEqualTo(Append.APPENDED);
    }
  }

  @Test
  void refusesMoreThanMayBeInFlight() throws Exception {
    try (var redis = RealRedis.start();
        var fixture = RedisFixture.connected(redis)) {
      List<CompletionStage<Append>> appends = new ArrayList<>();
      // Far more than the limit, faster than Redis can answer.
      for (int i = 1; i <= 20_000; i++) {
        appends.add(append(fixture, i));
      }

      long refused =
          appends.stream()
              .filter(a -> a.handle((_, failure) -> failure != null).toCompletableFuture().join())
              .count();
      assertThat(refused).isPositive().isLessThan(20_000);
      assertThat(answer(append(fixture, 20_001))).isEqualTo(Append.APPENDED);
    }
  }

  @Test
  void aClientThatNeverConnectedCanBeClosed() {
    RedisClient client = RedisClient.create("redis://127.0.0.1:1");
    RedisLog.open(client, RedisFixture.SETTINGS).close();
    client.shutdown();
  }

  private CompletionStage<Append> append(RedisFixture fixture, long seq) {
    return fixture.log.log().append(run, 1, Events.range(run, seq, seq));
  }
}
