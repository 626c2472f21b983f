package dev.ccrunner.worker.execution;

import dev.ccrunner.event.EventType;
import dev.ccrunner.infra.events.LifecycleEvents;
import dev.ccrunner.infra.fault.FaultPoint;
import dev.ccrunner.infra.fault.Faults;
import dev.ccrunner.infra.postgres.AttemptUse;
import dev.ccrunner.infra.postgres.RunControls;
import dev.ccrunner.infra.postgres.RunLease;
import dev.ccrunner.infra.postgres.RunLeases;
import dev.ccrunner.infra.postgres.Started;
import dev.ccrunner.infra.time.Ticker;
import dev.ccrunner.run.FailureCode;
import dev.ccrunner.run.RunFailure;
import dev.ccrunner.run.RunOutcome;
import dev.ccrunner.run.RunResult;
import dev.ccrunner.run.RunUsage;
import dev.ccrunner.worker.WorkerId;
import dev.ccrunner.worker.broker.BrokerToken;
import dev.ccrunner.worker.claim.RunCarrier;
import dev.ccrunner.worker.claudecode.EventLimits;
import dev.ccrunner.worker.claudecode.OutputMapper;
import dev.ccrunner.worker.claudecode.RunJudgement;
import dev.ccrunner.worker.lease.LeaseKeeper;
import dev.ccrunner.worker.masking.SecretMask;
import dev.ccrunner.worker.output.AttemptLog;
import dev.ccrunner.worker.output.AttemptLogs;
import dev.ccrunner.worker.process.LaunchFailed;
import java.time.Clock;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;
import org.springframework.dao.DataAccessException;

/**
 * Carries out one run after its claim: opens its log, launches Claude Code, leads the conversation,
 * judges what came of it, and settles. Each run has a virtual thread of its own.
 */
final class RunExecutor implements RunCarrier {
  private static final Logger log = LoggerFactory.getLogger(RunExecutor.class);

  private final WorkerId self;
  private final Launcher launcher;
  private final SecretOpener secrets;
  private final int maskFrom;
  private final LeaseKeeper keeper;
  private final RunLeases leases;
  private final RunControls controls;
  private final AttemptLogs logs;
  private final ExecutionSettings settings;
  private final EventLimits limits;
  private final RunMetrics metrics;
  private final Clock clock;
  private final Ticker ticker;
  private final Faults faults;

  RunExecutor(
      WorkerId self,
      Launcher launcher,
      SecretOpener secrets,
      int maskFrom,
      LeaseKeeper keeper,
      RunLeases leases,
      RunControls controls,
      AttemptLogs logs,
      ExecutionSettings settings,
      EventLimits limits,
      RunMetrics metrics,
      Clock clock,
      Ticker ticker,
      Faults faults) {
    this.self = self;
    this.launcher = launcher;
    this.secrets = secrets;
    this.maskFrom = maskFrom;
    this.keeper = keeper;
    this.leases = leases;
    this.controls = controls;
    this.logs = logs;
    this.settings = settings;
    this.limits = limits;
    this.metrics = metrics;
    this.clock = clock;
    this.ticker = ticker;
    this.faults = faults;
  }

  @Override
  public void carryOut(RunLease lease, long beforeClaim, Runnable done) {
    var attempt = new RunAttempt(lease, ticker);
    keeper.hold(lease.key(), beforeClaim, attempt.stops());
    Thread.ofVirtual()
        .name(lease.key().runId().toString())
        .start(() -> {
          try (var _ = MDC.putCloseable("runId", lease.key().runId().toString());
              var _ = MDC.putCloseable("attempt", Integer.toString(lease.attempt()))) {
            execute(attempt);
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          } catch (RuntimeException e) {
            log.error(
                "The run could not be settled; it is lost to this worker when its lease ends", e);
          } finally {
            keeper.release(lease.key());
            done.run();
          }
        });
  }

  private void execute(RunAttempt attempt) throws InterruptedException {
    log.info("Claimed, attempt {}", attempt.lease().attempt());
    long begun = ticker.nanos();
    metrics.claimed(attempt.lease().waited());
    var attemptLog = logs.open(attempt.lease());
    var home = carryOut(attempt, attemptLog);
    faults.reach(FaultPoint.CHILD_ENDED);
    // The child's end may be the guard's work, done while this JVM stood still.
    keeper.giveUpOverdue();
    if (attempt.stops().isLeaseLost()) {
      logs.abandon(attemptLog);
      metrics.leaseLost();
      log.warn("Abandoned: the lease is lost, and nothing more is written");
      return;
    }
    if (givenBack(attempt, attemptLog, home)) {
      return;
    }
    var outcome = home.outcome(attempt);
    if (logs.settle(attemptLog, outcome, home.result(), home.usage(), home.use())) {
      metrics.settled(outcome, Duration.ofNanos(ticker.nanos() - begun));
      log.info("Settled: {}", outcome);
    }
  }

  /** Whether the run waits for another attempt now, because its request allows one. */
  private boolean givenBack(RunAttempt attempt, AttemptLog attemptLog, BroughtHome home)
      throws InterruptedException {
    if (!(home.outcome() instanceof RunOutcome.Failed(var failure))
        || !attempt.mayBeFollowedAfter(failure.code())) {
      return false;
    }
    if (logs.requeue(attemptLog, failure, home.usage(), home.use())) {
      log.info("Given back for another attempt: {}", failure);
      return true;
    }
    keeper.renewAll(); // brings the reason when somebody has cancelled it meanwhile
    return false;
  }

  /** By the time it returns, the child, all it started, its token and its directories are gone. */
  private BroughtHome carryOut(RunAttempt attempt, AttemptLog attemptLog)
      throws InterruptedException {
    try {
      announce(attempt, attemptLog);
      return converse(attempt, attemptLog, opened(attempt));
    } catch (SecretUnavailable e) {
      return BroughtHome.failed(e.failure(), attempt, AttemptUse.NOTHING);
    } catch (LaunchFailed e) {
      var failure = RunFailure.of(FailureCode.LAUNCH_FAILED, String.valueOf(e.getMessage()));
      return BroughtHome.failed(failure, attempt, AttemptUse.NOTHING);
    } catch (RuntimeException e) {
      log.error("The attempt failed by a defect or by a failure of this machine", e);
      var failure = RunFailure.of(FailureCode.INTERNAL_ERROR, "The worker failed: " + e);
      return BroughtHome.failed(failure, attempt, null);
    }
  }

  private void announce(RunAttempt attempt, AttemptLog attemptLog) throws InterruptedException {
    attemptLog.append(seq ->
        LifecycleEvents.starting(
            attempt.runId(),
            seq,
            attempt.lease().attempt(),
            clock.instant(),
            self.toString(),
            launcher.sandboxLevel()));
  }

  /** Right before the child starts: from here on they are in clear. Waits for PostgreSQL. */
  private AttemptSecrets opened(RunAttempt attempt) throws InterruptedException, SecretUnavailable {
    while (!attempt.stops().isLeaseLost()) {
      try {
        return secrets.open(attempt.lease());
      } catch (DataAccessException e) {
        log.warn(
            "PostgreSQL does not answer; the run's secrets are opened as soon as it does: {}",
            e.getMessage());
        attempt.pause(settings.ledgerRetry());
      }
    }
    throw new SecretUnavailable(
        FailureCode.SECRET_UNAVAILABLE, "The lease ended before its secrets were opened.");
  }

  private BroughtHome converse(RunAttempt attempt, AttemptLog attemptLog, AttemptSecrets opened)
      throws InterruptedException, LaunchFailed {
    try (var token = launcher.admitToModel(attempt.lease(), opened.account())) {
      return converse(attempt, attemptLog, opened, token);
    }
  }

  private BroughtHome converse(
      RunAttempt attempt, AttemptLog attemptLog, AttemptSecrets opened, BrokerToken token)
      throws InterruptedException, LaunchFailed {
    var mask = opened.mask(token.value(), maskFrom);
    var replies = new Replies();
    var transcript =
        new Transcript(
            new OutputMapper(limits, mask),
            mask,
            attemptLog,
            attempt.signals(),
            attempt.spoken(),
            replies,
            ticker);
    try (var launched = launcher.launch(attempt.lease(), opened.env(), token, transcript);
        var _ = attempt.stops().killSwitch().arm(launched.child())) {
      replies.to(launched.child());
      attemptLog.append(EventType.WORKSPACE_READY, launched.workspaceJson());
      faults.reach(FaultPoint.CHILD_STARTED);
      if (confirmed(attempt)) {
        attemptLog.append(seq ->
            LifecycleEvents.running(
                attempt.runId(), seq, attempt.lease().attempt(), clock.instant()));
      }
      var conversation =
          new Conversation(
              launched.child(),
              transcript,
              new Inbox(again -> controls.take(attempt.lease().key(), again)),
              attempt,
              settings,
              ticker);
      var exit = conversation.lead(attempt.lease().spec(), attempt.deadline());
      LastLines.append(attemptLog, exit);
      var meter = Metered.of(token.snapshot());
      var evidence = attempt.evidence(exit, transcript, meter);
      return new BroughtHome(
          masked(RunJudgement.judge(evidence), mask),
          transcript.lastResult().map(result -> result.toRunResult()).orElse(RunResult.NONE),
          attempt.lease().usedBefore().plus(meter.use().usage()),
          meter.use());
    }
  }

  /** Whatever the failure's words are made of. */
  private static RunOutcome masked(RunOutcome outcome, SecretMask mask) {
    return outcome instanceof RunOutcome.Failed(var failure)
        ? new RunOutcome.Failed(new RunFailure(failure.code(), mask.mask(failure.message())))
        : outcome;
  }

  /**
   * Tells the ledger that the child runs; the ledger may know better. Waits for a PostgreSQL that
   * is away.
   */
  private boolean confirmed(RunAttempt attempt) throws InterruptedException {
    while (!attempt.stops().isLeaseLost()) {
      try {
        Started started = leases.started(attempt.lease().key());
        switch (started) {
          case YES -> {
            return true;
          }
          case CANCELLING -> keeper.renewAll(); // brings the reason
          case FENCED -> attempt.stops().leaseLost();
        }
        return false;
      } catch (RuntimeException e) {
        log.warn(
            "PostgreSQL does not answer; the start is noted as soon as it does: {}",
            e.getMessage());
        attempt.pause(settings.ledgerRetry());
      }
    }
    return false;
  }

  /**
   * What an attempt amounts to.
   *
   * @param usage of all attempts together
   * @param use what this one used; null: not known, it did not get that far
   */
  private record BroughtHome(
      RunOutcome outcome, RunResult result, RunUsage usage, @Nullable AttemptUse use) {
    /** A failure that was to be repeated and may not, because of a cancellation, is that. */
    RunOutcome outcome(RunAttempt attempt) {
      return outcome instanceof RunOutcome.Failed(var failure)
              && attempt.mayBeFollowedAfter(failure.code())
          ? attempt
              .stops()
              .cancelReason()
              .<RunOutcome>map(RunOutcome.Cancelled::new)
              .orElse(outcome)
          : outcome;
    }

    static BroughtHome failed(RunFailure failure, RunAttempt attempt, @Nullable AttemptUse use) {
      return new BroughtHome(
          new RunOutcome.Failed(failure), RunResult.NONE, attempt.lease().usedBefore(), use);
    }
  }
}
