package dev.ccrunner.bench.report;

import java.util.concurrent.TimeUnit;
import org.HdrHistogram.ConcurrentHistogram;

/** Times taken, from some microseconds to a few minutes; several threads may add to them. */
public final class Latencies {

  private static final long LONGEST_MICROS = TimeUnit.MINUTES.toMicros(5);

  private final ConcurrentHistogram micros = new ConcurrentHistogram(LONGEST_MICROS, 3);

  public void addNanos(long nanos) {
    addMicros(nanos / 1_000);
  }

  public void addMicros(long time) {
    micros.recordValue(Math.clamp(time, 0, LONGEST_MICROS));
  }

  public long count() {
    return micros.getTotalCount();
  }

  public double p50Millis() {
    return millisAt(50);
  }

  public double p99Millis() {
    return millisAt(99);
  }

  public double maxMillis() {
    return micros.getMaxValue() / 1_000.0;
  }

  private double millisAt(double percentile) {
    return micros.getValueAtPercentile(percentile) / 1_000.0;
  }
}
