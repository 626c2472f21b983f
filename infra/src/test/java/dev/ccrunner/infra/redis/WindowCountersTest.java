package dev.ccrunner.infra.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.ccrunner.testkit.RealRedis;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class WindowCountersTest {
  private static final Duration HOUR = Duration.ofHours(1);

  @Test
  void countsForAWhile() throws Exception {
    try (var redis = RealRedis.start();
        var fixture = RedisFixture.connected(redis)) {
      WindowCounters counters = fixture.log.counters();

      counters.add("a", 1, HOUR);
      counters.add("b", 5, HOUR);
      var second = counters.add("a", 1, HOUR).orElseThrow();

      assertThat(second.value()).isEqualTo(2);
      assertThat(second.left()).isBetween(HOUR.minusMinutes(1), HOUR);
      assertThat(counters.add("a", -1, HOUR).orElseThrow().value()).isEqualTo(1);
      assertThat(fixture.meddler().keys("count:*")).hasSize(2);

      counters.clear("a");
      await().until(() -> counters.add("a", 0, HOUR).orElseThrow().value() == 0);
      counters.add("brief", 1, Duration.ofMillis(1));
      await()
          .until(() -> counters.add("brief", 0, Duration.ofMillis(1)).orElseThrow().value() == 0);
    }
  }

  @Test
  void doesNotCountWhileRedisIsAway() throws Exception {
    try (var redis = RealRedis.start();
        var fixture = RedisFixture.connected(redis)) {
      redis.stop();
      await().until(() -> !fixture.log.link().available());

      assertThat(fixture.log.counters().add("a", 1, HOUR)).isEmpty();
      fixture.log.counters().clear("a");
    }
  }
}
