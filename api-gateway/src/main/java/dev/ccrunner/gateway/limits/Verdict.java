package dev.ccrunner.gateway.limits;

import java.time.Duration;
import java.util.Comparator;
import java.util.List;

/**
 * Whether a request may pass, and what is left.
 *
 * @param levels one for each quota it counts for, in their order
 */
record Verdict(boolean passes, List<Level> levels) {
  Verdict {
    levels = List.copyOf(levels);
  }

  /** What a bucket holds. */
  record Level(Quota quota, double tokens) {
    /** Requests that may come now. */
    long left() {
      return Math.max(0, (long) Math.floor(tokens));
    }

    /** Until it is full again. */
    Duration untilFull() {
      return until(quota.most());
    }

    /** Until one more request may come; zero when one may come now. */
    Duration untilNext() {
      return until(1);
    }

    private Duration until(long wanted) {
      double missing = Math.max(0, wanted - tokens);
      return Duration.ofMillis((long) Math.ceil(missing * Quota.WINDOW.toMillis() / quota.most()));
    }
  }

  /** The one that has to be waited for longest. */
  Level tightest() {
    return levels.stream().max(Comparator.comparing(Level::untilNext)).orElseThrow();
  }
}
