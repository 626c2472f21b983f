package dev.ccrunner.worker.limits;

import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * The threads that look at what runs use: one for what is quick to see, others for what is not.
 * Platform threads, since reading a disk blocks in the kernel.
 */
final class LookOuts implements AutoCloseable {
  private static final int PATIENT = 2;

  private final ScheduledExecutorService quick = threads(1, "run-limits");
  private final ScheduledExecutorService patient = threads(PATIENT, "run-disks");
  private final Duration every;
  private final MeterRegistry registry;

  LookOuts(Duration every, MeterRegistry registry) {
    this.every = every;
    this.registry = registry;
  }

  private static ScheduledExecutorService threads(int count, String name) {
    return Executors.newScheduledThreadPool(
        count, Thread.ofPlatform().daemon().name(name + "-", 0).factory());
  }

  Future<?> often(Runnable look) {
    return each(quick, look);
  }

  Future<?> patiently(Runnable look) {
    return each(patient, look);
  }

  private Future<?> each(ScheduledExecutorService threads, Runnable look) {
    return threads.scheduleWithFixedDelay(
        look, every.toNanos(), every.toNanos(), TimeUnit.NANOSECONDS);
  }

  void count(LimitHit hit) {
    registry.counter("run.limit.hit", "kind", hit.kind().wireName()).increment();
  }

  @Override
  public void close() {
    quick.shutdownNow();
    patient.shutdownNow();
  }
}
