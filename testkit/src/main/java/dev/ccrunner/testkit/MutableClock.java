package dev.ccrunner.testkit;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;

/**
 * A clock that only moves when a test says so. Clocks made from it for other zones move with it.
 */
public final class MutableClock extends Clock {

  private final Time time;
  private final ZoneId zone;

  private MutableClock(Time time, ZoneId zone) {
    this.time = time;
    this.zone = zone;
  }

  public static MutableClock at(Instant start) {
    return new MutableClock(new Time(start), ZoneOffset.UTC);
  }

  /** For example {@code "2026-01-31T12:00:00Z"}. */
  public static MutableClock at(String start) {
    return at(Instant.parse(start));
  }

  /** Moves on (or back, as real clocks do now and then) and says what time it is then. */
  public Instant advance(Duration by) {
    return time.advance(by);
  }

  public void set(Instant now) {
    time.set(now);
  }

  @Override
  public Instant instant() {
    return time.get();
  }

  @Override
  public ZoneId getZone() {
    return zone;
  }

  @Override
  public Clock withZone(ZoneId other) {
    return new MutableClock(time, other);
  }

  /** What clocks of several zones share. */
  private static final class Time {
    private Instant now;

    Time(Instant start) {
      this.now = start;
    }

    synchronized Instant get() {
      return now;
    }

    synchronized void set(Instant time) {
      now = time;
    }

    synchronized Instant advance(Duration by) {
      now = now.plus(by);
      return now;
    }
  }
}
