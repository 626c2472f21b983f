package dev.ccrunner.gateway.dispatch;

import dev.ccrunner.event.LogChecksum;
import dev.ccrunner.event.RunEvent;
import dev.ccrunner.infra.events.LifecycleEvents;
import dev.ccrunner.infra.fault.FaultPoint;
import dev.ccrunner.infra.fault.Faults;
import dev.ccrunner.infra.postgres.LeaseReaping;
import dev.ccrunner.infra.postgres.LostRun;
import dev.ccrunner.infra.postgres.OutboxRecord;
import dev.ccrunner.infra.postgres.Requeueing;
import dev.ccrunner.infra.postgres.RunLeases;
import dev.ccrunner.infra.postgres.Settlement;
import dev.ccrunner.run.FailureCode;
import dev.ccrunner.run.RunFailure;
import dev.ccrunner.run.RunOutcome;
import dev.ccrunner.wire.DispatchBell;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds runs whose worker let the lease run out, and decides: another attempt if the run allows
 * one, the end if not. Several gateways may reap at once; each takes different runs.
 */
final class LeaseReaper {
  private static final Logger log = LoggerFactory.getLogger(LeaseReaper.class);

  private final LeaseReaping reaping;
  private final RunLeases leases;
  private final LogTail tail;
  private final BellRinger ringer;
  private final DispatchSettings settings;
  private final Clock clock;
  private final UUID self;
  private final Faults faults;

  LeaseReaper(
      LeaseReaping reaping,
      RunLeases leases,
      LogTail tail,
      BellRinger ringer,
      DispatchSettings settings,
      Clock clock,
      UUID self,
      Faults faults) {
    this.reaping = reaping;
    this.leases = leases;
    this.tail = tail;
    this.ringer = ringer;
    this.settings = settings;
    this.clock = clock;
    this.self = self;
    this.faults = faults;
  }

  /** One round. */
  void reap() {
    for (var lost : reaping.takeOver(self, settings.reapLease(), settings.reapBatch())) {
      try {
        conclude(lost);
      } catch (RuntimeException e) {
        log.warn(
            "{} could not be reaped and is tried again when the reaper's own lease ends",
            lost.key().runId(),
            e);
      }
    }
  }

  private void conclude(LostRun lost) {
    var events = new ArrayList<>(tail.fenceAndRead(lost.key(), lost.lastSeq()));
    faults.reach(FaultPoint.LOST_RUN_TAKEN_OVER);
    // A worker that got as far as its terminal event in Redis had settled before; this run was not
    // settled.
    var end = verdict(lost);
    long next = lost.lastSeq() + events.size() + 1;
    events.add(
        LifecycleEvents.attemptLost(
            lost.key().runId(),
            next,
            lost.attempt(),
            clock.instant(),
            end.map(outcome -> outcome.transition().to().wireName()).orElse("queued")));
    var sum = sum(lost.log(), events);
    if (end.isEmpty()) {
      requeue(lost, events, sum);
    } else {
      settle(lost, end.get(), events, sum);
    }
  }

  /** The end of the run, or empty when there is to be another attempt. */
  private Optional<RunOutcome> verdict(LostRun lost) {
    if (lost.cancelReason() != null) {
      return Optional.of(new RunOutcome.Cancelled(lost.cancelReason()));
    }
    if (lost.lostWorkers() >= settings.poisonAfter()) {
      return Optional.of(
          new RunOutcome.Failed(
              RunFailure.of(
                  FailureCode.POISON,
                  "%d workers in a row were lost while they had this run."
                      .formatted(lost.lostWorkers()))));
    }
    if (lost.spec().retry().allowsAfter(lost.attempt(), FailureCode.WORKER_LOST)) {
      return Optional.empty();
    }
    return Optional.of(
        new RunOutcome.Failed(
            RunFailure.of(
                FailureCode.WORKER_LOST,
                "The worker that had this run has not been heard of since its lease ended, and the run may be repeated %d times at most."
                    .formatted(lost.spec().retry().maxAttempts() - 1))));
  }

  private void requeue(LostRun lost, List<RunEvent> events, LogChecksum sum) {
    var bell = OutboxRecord.of(new DispatchBell(lost.key().teamId(), lost.key().runId()));
    if (leases.requeue(new Requeueing(lost.key(), events, sum, lost.usedBefore(), bell))) {
      tail.show(lost.key(), events);
      ringer.ring(bell);
      log.info(
          "{} lost its worker in attempt {}; it is queued again",
          lost.key().runId(),
          lost.attempt());
    }
  }

  private void settle(LostRun lost, RunOutcome outcome, List<RunEvent> events, LogChecksum before) {
    var terminal =
        LifecycleEvents.ended(
            lost.key().runId(),
            events.getLast().seq() + 1,
            lost.attempt(),
            clock.instant(),
            outcome,
            before);
    events.add(terminal);
    var settlement =
        Settlement.of(lost.key(), outcome, lost.usedBefore(), events, before.plus(terminal));
    if (leases.settle(settlement)) {
      tail.show(lost.key(), events);
      log.info(
          "{} lost its worker in attempt {}; it has ended: {}",
          lost.key().runId(),
          lost.attempt(),
          outcome);
    }
  }

  private static LogChecksum sum(LogChecksum before, List<RunEvent> events) {
    var sum = before;
    for (var event : events) {
      sum = sum.plus(event);
    }
    return sum;
  }
}
