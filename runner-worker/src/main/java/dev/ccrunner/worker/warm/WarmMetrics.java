package dev.ccrunner.worker.warm;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Locale;
import java.util.function.Supplier;

/** What is counted of warm sessions; docs/telemetry.md lists it. */
final class WarmMetrics {
  private final MeterRegistry registry;

  WarmMetrics(MeterRegistry registry) {
    this.registry = registry;
  }

  void watch(Supplier<Number> sessions, Supplier<Number> bytes) {
    Gauge.builder("session.warm", sessions).register(registry);
    Gauge.builder("session.warm.memory", bytes).baseUnit("bytes").register(registry);
  }

  void turn(Turn how) {
    registry.counter("session.warm.turns", "result", name(how)).increment();
  }

  void ended(End why) {
    registry.counter("session.warm.ended", "reason", name(why)).increment();
  }

  private static String name(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }
}
