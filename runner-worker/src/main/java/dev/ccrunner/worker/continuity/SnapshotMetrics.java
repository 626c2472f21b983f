package dev.ccrunner.worker.continuity;

import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.Locale;

/** What is counted of conversations and workspaces that are kept; docs/telemetry.md lists it. */
final class SnapshotMetrics {
  private final MeterRegistry registry;
  private final DistributionSummary conversation;

  SnapshotMetrics(MeterRegistry registry) {
    this.registry = registry;
    this.conversation =
        DistributionSummary.builder("session.conversation.size")
            .description("Of conversations that were stored as a whole")
            .baseUnit("bytes")
            .register(registry);
  }

  void taken(Enum<?> kind, Duration took, long bytes) {
    var name = kind.name().toLowerCase(Locale.ROOT);
    registry.timer("session.snapshot", "kind", name, "outcome", "kept").record(took);
    registry.summary("session.snapshot.size", "kind", name).record(bytes);
  }

  void failed(Enum<?> kind, Duration took) {
    var name = kind.name().toLowerCase(Locale.ROOT);
    registry.timer("session.snapshot", "kind", name, "outcome", "failed").record(took);
  }

  void broughtBack(Duration took) {
    registry.timer("session.restore").record(took);
  }

  void conversationKept(long bytes) {
    conversation.record(bytes);
  }
}
