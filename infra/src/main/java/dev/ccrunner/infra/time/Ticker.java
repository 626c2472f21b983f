package dev.ccrunner.infra.time;

import java.time.Duration;

/** A clock that only goes forward and means nothing but the time between two readings. */
@FunctionalInterface
public interface Ticker {
  /** The system's own. */
  Ticker SYSTEM = System::nanoTime;

  /** Nanoseconds since some moment. */
  long nanos();

  /** The reading at which {@code duration} from now will have passed. */
  default long after(Duration duration) {
    return nanos() + duration.toNanos();
  }

  /** Whether the reading {@code deadline} has been reached. */
  default boolean reached(long deadline) {
    return nanos() - deadline >= 0;
  }
}
