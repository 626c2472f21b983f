package dev.ccrunner.gateway.dispatch;

import dev.ccrunner.event.EventType;
import dev.ccrunner.event.LogChecksum;
import dev.ccrunner.event.RunEvent;
import dev.ccrunner.infra.events.LifecycleEvents;
import dev.ccrunner.infra.postgres.EventBatch;
import dev.ccrunner.infra.postgres.LeaseKey;
import dev.ccrunner.infra.postgres.RunLease;
import dev.ccrunner.infra.postgres.Settlement;
import dev.ccrunner.infra.postgres.Started;
import dev.ccrunner.run.FailureCode;
import dev.ccrunner.run.RunFailure;
import dev.ccrunner.run.RunOutcome;
import dev.ccrunner.run.RunUsage;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One attempt as a worker sees it that never hears that its lease is over: it keeps its number, its
 * checksum and its good faith, and writes as it likes.
 */
final class SimulatedWorker {
  private static final Instant NOON = Instant.parse("2026-11-22T12:00:00Z");

  private final RunLease lease;
  private long lastSeq;
  private LogChecksum sum;
  private boolean running;
  private @Nullable String cancelReason;

  SimulatedWorker(RunLease lease) {
    this.lease = lease;
    this.lastSeq = lease.lastSeq();
    this.sum = lease.log();
  }

  LeaseKey key() {
    return lease.key();
  }

  void heard(Started answer) {
    running = running || answer == Started.YES;
  }

  void cancel(@Nullable String reason) {
    cancelReason = reason == null ? cancelReason : reason;
  }

  /** The next event; it counts as said, whether or not PostgreSQL takes it. */
  EventBatch say() {
    var event =
        RunEvent.of(
            key().runId(),
            lastSeq + 1,
            lease.attempt(),
            EventType.LOG,
            NOON,
            "{\"n\":" + lastSeq + "}");
    lastSeq++;
    sum = sum.plus(event);
    return new EventBatch(key(), List.of(event), sum);
  }

  /** The end, as the worker would tell it from what it knows. */
  Settlement end(boolean well) {
    var outcome = outcome(well);
    var terminal =
        LifecycleEvents.ended(key().runId(), lastSeq + 1, lease.attempt(), NOON, outcome, sum);
    return Settlement.of(key(), outcome, RunUsage.NONE, List.of(terminal), sum.plus(terminal));
  }

  private RunOutcome outcome(boolean well) {
    if (cancelReason != null) {
      return new RunOutcome.Cancelled(cancelReason);
    }
    return well && running
        ? new RunOutcome.Succeeded()
        : new RunOutcome.Failed(RunFailure.of(FailureCode.CLI_CRASHED, "It ended."));
  }
}
