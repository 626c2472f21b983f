package dev.ccrunner.infra.away;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class OutageTest {
  private final AtomicLong now = new AtomicLong(-5);
  private final Outage outage = new Outage(now::get, Duration.ofSeconds(30));

  @Test
  void isWorthSayingAtOnceThenEachHalfMinuteAndWhenItIsOver() {
    assertThat(outage.over()).isEmpty();
    assertThat(outage.failed()).contains(Duration.ZERO);
    after(29);
    assertThat(outage.failed()).isEmpty();
    after(1);
    assertThat(outage.failed()).contains(Duration.ofSeconds(30));
    after(5);
    assertThat(outage.failed()).isEmpty();
    assertThat(outage.over()).contains(Duration.ofSeconds(35));
    assertThat(outage.over()).isEmpty();
  }

  @Test
  void isAnotherOneWhenNothingWasHeardForLong() {
    assertThat(outage.failed()).contains(Duration.ZERO);
    after(61);
    assertThat(outage.failed()).contains(Duration.ZERO);
  }

  private void after(int seconds) {
    now.addAndGet(Duration.ofSeconds(seconds).toNanos());
  }
}
