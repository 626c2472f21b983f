package dev.ccrunner.worker.output;

import dev.ccrunner.infra.fault.FaultPoint;
import dev.ccrunner.infra.fault.Faults;
import dev.ccrunner.infra.postgres.AttemptUse;
import dev.ccrunner.infra.postgres.LeaseKey;
import dev.ccrunner.infra.postgres.OutboxRecord;
import dev.ccrunner.infra.postgres.Requeueing;
import dev.ccrunner.infra.postgres.RunLease;
import dev.ccrunner.infra.postgres.RunLeases;
import dev.ccrunner.infra.postgres.RunOutputs;
import dev.ccrunner.infra.postgres.Settlement;
import dev.ccrunner.run.RunFailure;
import dev.ccrunner.run.RunOutcome;
import dev.ccrunner.run.RunResult;
import dev.ccrunner.run.RunUsage;
import dev.ccrunner.wire.DispatchBell;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Opens the log of an attempt and carries its end into PostgreSQL. */
public final class AttemptLogs {
  private static final Logger log = LoggerFactory.getLogger(AttemptLogs.class);
  private static final Duration FIRST_RETRY = Duration.ofMillis(100);
  private static final Duration LAST_RETRY = Duration.ofSeconds(2);

  private final RunLeases leases;
  private final EventFlusher flusher;
  private final LiveSink live;
  private final Path spoolFolder;
  private final Clock clock;
  private final OutputSettings settings;
  private final Faults faults;

  AttemptLogs(
      RunLeases leases,
      EventFlusher flusher,
      LiveSink live,
      Path spoolFolder,
      Clock clock,
      OutputSettings settings,
      Faults faults) {
    this.leases = leases;
    this.flusher = flusher;
    this.live = live;
    this.spoolFolder = spoolFolder;
    this.clock = clock;
    this.settings = settings;
    this.faults = faults;
  }

  /** The log of a run that has just been claimed; it goes on where the one before ended. */
  public AttemptLog open(RunLease lease) {
    var spool = Spool.create(spoolFolder, lease.key().runId() + "-" + lease.key().epoch());
    var attemptLog =
        new AttemptLog(lease, clock, spool, live, flusher, settings.maxPending().toBytes());
    flusher.add(attemptLog);
    return attemptLog;
  }

  /**
   * Ends the run. Returns when PostgreSQL has taken or refused it, however long PostgreSQL is away:
   * the child is gone by now, and nobody else can end this attempt.
   *
   * @param usage of all attempts together
   * @param use of this attempt; null: not known
   * @param keptFor how long its Claude Code is kept for the session's next run; null: it is not
   * @return false when the run was another's already
   */
  public boolean settle(
      AttemptLog attemptLog,
      RunOutcome outcome,
      RunResult result,
      RunUsage usage,
      @Nullable AttemptUse use,
      RunOutputs outputs,
      @Nullable Duration keptFor)
      throws InterruptedException {
    flusher.remove(attemptLog.key());
    var ending = attemptLog.end(outcome);
    var settlement =
        new Settlement(
            attemptLog.key(),
            outcome,
            result,
            usage,
            ending.remaining(),
            ending.log(),
            use,
            outputs,
            keptFor);
    boolean settled = patiently(attemptLog.key(), () -> leases.settle(settlement));
    if (settled) {
      faults.reach(FaultPoint.SETTLED);
      attemptLog.announceEnd(ending);
    } else {
      log.warn(
          "The end of {} is refused: its epoch {} is over",
          attemptLog.key().runId(),
          attemptLog.key().epoch());
      attemptLog.fence();
    }
    return settled;
  }

  /**
   * Gives the run back for another attempt; patient as {@link #settle}.
   *
   * @return false when it was not to be given back: it is another's already, or somebody has
   *     cancelled it meanwhile. Then nothing has been written, and it may still be settled.
   */
  public boolean requeue(
      AttemptLog attemptLog, RunFailure failure, RunUsage usage, @Nullable AttemptUse use)
      throws InterruptedException {
    flusher.remove(attemptLog.key());
    var ending = attemptLog.endAttempt(failure);
    var key = attemptLog.key();
    var bell = OutboxRecord.of(new DispatchBell(key.teamId(), key.runId()));
    var requeueing = new Requeueing(key, ending.remaining(), ending.log(), usage, bell, use);
    boolean requeued = patiently(key, () -> leases.requeue(requeueing));
    if (requeued) {
      attemptLog.announceEnd(ending);
    }
    return requeued;
  }

  /**
   * Gives the log up: the lease is lost. Clients may have seen more of it than PostgreSQL has, so
   * the flusher goes on until PostgreSQL has taken the rest or refused it: as long as nobody has
   * raised the epoch, the run is nobody else's.
   */
  public void abandon(AttemptLog attemptLog) {
    attemptLog.abandon();
  }

  private static boolean patiently(LeaseKey key, BooleanSupplier ending)
      throws InterruptedException {
    var pause = FIRST_RETRY;
    while (true) {
      try {
        return ending.getAsBoolean();
      } catch (RuntimeException e) {
        log.warn(
            "The end of {} could not be stored and is tried again in {}: {}",
            key.runId(),
            pause,
            e.getMessage());
        pause(pause);
        pause =
            pause.multipliedBy(2).compareTo(LAST_RETRY) > 0 ? LAST_RETRY : pause.multipliedBy(2);
      }
    }
  }

  private static void pause(Duration duration) throws InterruptedException {
    boolean _ = new CountDownLatch(1).await(duration.toNanos(), TimeUnit.NANOSECONDS);
  }
}
