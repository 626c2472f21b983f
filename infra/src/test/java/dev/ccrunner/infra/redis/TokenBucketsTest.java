package dev.ccrunner.infra.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.ccrunner.infra.redis.TokenBuckets.Bucket;
import dev.ccrunner.testkit.RealRedis;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class TokenBucketsTest {
  private static final Duration LONG = Duration.ofHours(10);

  private static RealRedis redis;
  private static RedisFixture one;
  private static RedisFixture other;

  @BeforeAll
  static void start() {
    redis = RealRedis.start();
    one = RedisFixture.connected(redis);
    other = RedisFixture.connected(redis);
  }

  @AfterAll
  static void stop() {
    one.close();
    other.close();
    redis.close();
  }

  @Test
  void takesFromAllBucketsOrFromNone() throws Exception {
    var wide = new Bucket("wide", 10, LONG, 1);
    var narrow = new Bucket("narrow", 2, LONG, 1);

    take(one, "a", wide, narrow);
    var second = take(other, "a", wide, narrow);
    var third = take(one, "a", wide, narrow);

    assertThat(second.taken()).isTrue();
    assertThat(third.taken()).isFalse();
    assertThat(third.levels().getFirst()).isBetween(8.0, 8.1);
    assertThat(third.levels().getLast()).isBetween(0.0, 0.1);
    assertThat(take(one, "b", wide, narrow).taken()).as("another owner's").isTrue();
  }

  @Test
  void looksWithoutTaking() throws Exception {
    take(one, "c", new Bucket("x", 10, LONG, 1));

    var first = take(one, "c", new Bucket("x", 10, LONG, 0), new Bucket("new", 5, LONG, 0));
    var second = take(one, "c", new Bucket("x", 10, LONG, 0));

    assertThat(first.levels().getFirst()).isBetween(9.0, 9.1);
    assertThat(first.levels().getLast()).isEqualTo(5.0);
    assertThat(second.levels().getFirst()).isBetween(9.0, 9.1);
  }

  @Test
  void fillsEvenlyAndNeverBeyondItsCapacity() throws Exception {
    var quick = new Bucket("quick", 2, Duration.ofMillis(400), 1);
    take(one, "d", quick);
    take(one, "d", quick);

    assertThat(take(one, "d", quick).taken()).isFalse();
    await().atMost(Duration.ofSeconds(5)).until(() -> take(one, "d", quick).taken());
    await()
        .atMost(Duration.ofSeconds(5))
        .until(() ->
            take(one, "d", new Bucket("quick", 2, Duration.ofMillis(400), 0))
                .levels()
                .equals(List.of(2.0)));
  }

  @Test
  void aSmallerCapacityHoldsAtOnce() throws Exception {
    take(one, "e", new Bucket("x", 1000, LONG, 1));

    assertThat(take(one, "e", new Bucket("x", 3, LONG, 1)).levels().getFirst()).isBetween(2.0, 2.1);
  }

  /** As two gateways would, each with its own connection. */
  @Test
  void neverGivesMoreThanABucketHoldsHoweverManyAskAtOnce() throws Exception {
    int capacity = 100;
    var asked = new ArrayList<Callable<Boolean>>();
    for (int i = 0; i < 400; i++) {
      var fixture = i % 2 == 0 ? one : other;
      asked.add(() -> take(fixture, "f", new Bucket("x", capacity, LONG, 1)).taken());
    }

    int taken = 0;
    try (var threads = Executors.newFixedThreadPool(16)) {
      for (var answer : threads.invokeAll(asked)) {
        taken += answer.get() ? 1 : 0;
      }
    }

    assertThat(taken).isEqualTo(capacity);
  }

  @Test
  void failsAtOnceWhenRedisIsAwayAndWorksWhenItIsBack() throws Exception {
    try (var own = RealRedis.start();
        var fixture = RedisFixture.connected(own)) {
      var bucket = new Bucket("x", 10, LONG, 1);
      take(fixture, "g", bucket);

      own.stop();
      await().until(() -> !fixture.log.link().available());
      assertThatThrownBy(() -> take(fixture, "g", bucket))
          .isInstanceOf(ExecutionException.class)
          .hasCauseInstanceOf(RedisUnavailableException.class);

      own.startAgain();
      await().atMost(Duration.ofSeconds(20)).until(fixture.log.link()::available);
      assertThat(take(fixture, "g", bucket).taken()).isTrue();
    }
  }

  private static TokenBuckets.Taken take(RedisFixture fixture, String owner, Bucket... buckets)
      throws Exception {
    return RedisFixture.answer(fixture.log.buckets().take(owner, List.of(buckets)));
  }
}
