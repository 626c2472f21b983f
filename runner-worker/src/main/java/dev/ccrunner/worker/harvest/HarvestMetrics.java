package dev.ccrunner.worker.harvest;

import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;

/** What is counted of what runs bring home; docs/telemetry.md lists it. */
final class HarvestMetrics {
  private final MeterRegistry registry;

  HarvestMetrics(MeterRegistry registry) {
    this.registry = registry;
  }

  /**
   * Something was brought home, or was to be.
   *
   * @param what {@code baseline}, {@code patch}, {@code artifacts} or {@code push}
   */
  void brought(String what, boolean well, Duration took) {
    registry.timer("run.harvest", "what", what, "result", well ? "ok" : "failed").record(took);
  }
}
