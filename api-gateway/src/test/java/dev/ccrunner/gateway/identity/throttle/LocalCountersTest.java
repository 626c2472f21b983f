package dev.ccrunner.gateway.identity.throttle;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ccrunner.testkit.MutableClock;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class LocalCountersTest {
  private static final Duration MINUTE = Duration.ofMinutes(1);

  private final MutableClock clock = MutableClock.at("2026-01-31T12:00:00Z");
  private final LocalCounters counters = new LocalCounters(clock, 100);

  @Test
  void countUntilTheWindowEnds() {
    counters.add("a", 1, MINUTE);
    clock.advance(Duration.ofSeconds(59));

    var second = counters.add("a", 1, MINUTE);
    clock.advance(Duration.ofSeconds(1));
    var next = counters.add("a", 1, MINUTE);

    assertThat(second.value()).isEqualTo(2);
    assertThat(second.left()).isEqualTo(Duration.ofSeconds(1));
    assertThat(next.value()).isEqualTo(1);
  }

  @Test
  void countEachNameByItself() {
    counters.add("a", 1, MINUTE);
    counters.clear("a");

    assertThat(counters.add("a", 1, MINUTE).value()).isEqualTo(1);
    assertThat(counters.add("b", 1, MINUTE).value()).isEqualTo(1);
  }
}
