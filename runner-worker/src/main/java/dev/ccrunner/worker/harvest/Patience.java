package dev.ccrunner.worker.harvest;

import dev.ccrunner.infra.time.Ticker;
import java.time.Duration;
import java.util.OptionalLong;
import java.util.function.BooleanSupplier;

/**
 * How long bringing home goes on after somebody has cancelled the run. Also a cancelled run has a
 * patch; but whoever cancels does not want to wait as long as for a run that is wanted.
 */
final class Patience implements BooleanSupplier {
  private final BooleanSupplier cancelled;
  private final Duration atMost;
  private final Ticker ticker;
  private OptionalLong end = OptionalLong.empty();

  /**
   * Begins when {@code cancelled} is first seen to be true; who asks, looks.
   *
   * @param atMost how long it then goes on
   */
  Patience(BooleanSupplier cancelled, Duration atMost, Ticker ticker) {
    this.cancelled = cancelled;
    this.atMost = atMost;
    this.ticker = ticker;
  }

  boolean isCancelled() {
    return cancelled.getAsBoolean();
  }

  /** Whether it is over. Asked from several threads. */
  @Override
  public synchronized boolean getAsBoolean() {
    if (end.isEmpty() && cancelled.getAsBoolean()) {
      end = OptionalLong.of(ticker.after(atMost));
    }
    return end.isPresent() && ticker.reached(end.getAsLong());
  }
}
