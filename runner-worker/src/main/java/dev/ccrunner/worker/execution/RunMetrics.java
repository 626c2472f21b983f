package dev.ccrunner.worker.execution;

import dev.ccrunner.run.RunOutcome;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;

/** What is counted of runs; docs/telemetry.md lists it. */
final class RunMetrics {
  private static final String NO_REASON = "none";

  private final MeterRegistry registry;
  private final Timer queueWait;
  private final Timer execution;

  RunMetrics(MeterRegistry registry) {
    this.registry = registry;
    this.queueWait =
        Timer.builder("run.queue.wait").description("From submission to claim").register(registry);
    this.execution =
        Timer.builder("run.execution").description("From claim to the end").register(registry);
  }

  void claimed(Duration waited) {
    queueWait.record(waited);
  }

  void settled(RunOutcome outcome, Duration took) {
    execution.record(took);
    String reason =
        outcome instanceof RunOutcome.Failed(var failure) ? failure.code().wireName() : NO_REASON;
    registry
        .counter("run.settled", "outcome", outcome.transition().to().wireName(), "reason", reason)
        .increment();
  }

  /** The run was another's before this attempt could settle it. */
  void leaseLost() {
    registry.counter("lease.lost").increment();
  }
}
