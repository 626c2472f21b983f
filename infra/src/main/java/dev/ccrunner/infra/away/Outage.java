package dev.ccrunner.infra.away;

import dev.ccrunner.infra.time.Ticker;
import java.time.Duration;
import java.util.Optional;

/**
 * How often it is worth saying that something does not work: at once, then each half minute, and
 * once more when it is over. What is asked each second would fill the log otherwise, and hide in it
 * what else there is. Thread-safe.
 */
public final class Outage {
  private static final Duration SAY_EVERY = Duration.ofSeconds(30);

  private final Ticker ticker;
  private final Duration sayEvery;
  // Guarded by this.
  private boolean on;
  private long begun;
  private long lastFailure;
  private long sayAgain;

  public Outage() {
    this(Ticker.SYSTEM, SAY_EVERY);
  }

  Outage(Ticker ticker, Duration sayEvery) {
    this.ticker = ticker;
    this.sayEvery = sayEvery;
  }

  /**
   * It has failed, once more or for the first time.
   *
   * @return for how long it has been failing, if that is worth saying now
   */
  public synchronized Optional<Duration> failed() {
    // Not every user of a service learns that it is back; silence for that long means that it was.
    if (!on || ticker.nanos() - lastFailure > 2 * sayEvery.toNanos()) {
      on = true;
      begun = ticker.nanos();
      sayAgain = begun;
    }
    lastFailure = ticker.nanos();
    if (!ticker.reached(sayAgain)) {
      return Optional.empty();
    }
    sayAgain = ticker.after(sayEvery);
    return Optional.of(soFar());
  }

  /**
   * It works.
   *
   * @return for how long it had not, if it had not
   */
  public synchronized Optional<Duration> over() {
    if (!on) {
      return Optional.empty();
    }
    on = false;
    return Optional.of(soFar());
  }

  private Duration soFar() {
    return Duration.ofNanos(ticker.nanos() - begun)
        .truncatedTo(java.time.temporal.ChronoUnit.SECONDS);
  }
}
