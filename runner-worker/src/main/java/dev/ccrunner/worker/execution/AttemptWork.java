package dev.ccrunner.worker.execution;

import dev.ccrunner.event.EventType;
import dev.ccrunner.infra.events.LifecycleEvents;
import dev.ccrunner.infra.fault.FaultPoint;
import dev.ccrunner.infra.fault.Faults;
import dev.ccrunner.infra.postgres.AttemptUse;
import dev.ccrunner.infra.postgres.RunControls;
import dev.ccrunner.infra.postgres.RunLeases;
import dev.ccrunner.infra.postgres.RunOutputs;
import dev.ccrunner.infra.postgres.Started;
import dev.ccrunner.infra.time.Ticker;
import dev.ccrunner.run.FailureCode;
import dev.ccrunner.run.RunFailure;
import dev.ccrunner.run.RunOutcome;
import dev.ccrunner.run.RunResult;
import dev.ccrunner.worker.WorkerId;
import dev.ccrunner.worker.broker.BrokerToken;
import dev.ccrunner.worker.claudecode.EventLimits;
import dev.ccrunner.worker.claudecode.OutputMapper;
import dev.ccrunner.worker.claudecode.RunJudgement;
import dev.ccrunner.worker.execution.Launcher.OpenJob;
import dev.ccrunner.worker.job.Continuity;
import dev.ccrunner.worker.job.Continuity.Continued;
import dev.ccrunner.worker.job.Harvest;
import dev.ccrunner.worker.job.Job;
import dev.ccrunner.worker.job.JobRefused;
import dev.ccrunner.worker.job.PreparedWorkspace;
import dev.ccrunner.worker.job.Rounds;
import dev.ccrunner.worker.job.WorkspaceSource;
import dev.ccrunner.worker.lease.LeaseKeeper;
import dev.ccrunner.worker.limits.Enclosure.Watching;
import dev.ccrunner.worker.masking.SecretMask;
import dev.ccrunner.worker.output.AttemptLog;
import dev.ccrunner.worker.process.LaunchFailed;
import dev.ccrunner.worker.prompt.Prompts;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;

/**
 * The work of one attempt, from an empty directory to what is brought home: the workspace is made,
 * Claude Code is launched in it, the conversation is led, its end is judged, and what it made is
 * collected.
 */
final class AttemptWork {
  private static final Logger log = LoggerFactory.getLogger(AttemptWork.class);

  private final WorkerId self;
  private final Launcher launcher;
  private final SecretOpener secrets;
  private final int maskFrom;
  private final Continuity continuity;
  private final WorkspaceSource workspaces;
  private final Prompts prompts;
  private final Rounds rounds;
  private final Harvest harvest;
  private final LeaseKeeper keeper;
  private final RunLeases leases;
  private final RunControls controls;
  private final ExecutionSettings settings;
  private final EventLimits limits;
  private final Clock clock;
  private final Ticker ticker;
  private final Faults faults;

  AttemptWork(
      WorkerId self,
      Launcher launcher,
      SecretOpener secrets,
      int maskFrom,
      Continuity continuity,
      WorkspaceSource workspaces,
      Prompts prompts,
      Rounds rounds,
      Harvest harvest,
      LeaseKeeper keeper,
      RunLeases leases,
      RunControls controls,
      ExecutionSettings settings,
      EventLimits limits,
      Clock clock,
      Ticker ticker,
      Faults faults) {
    this.self = self;
    this.launcher = launcher;
    this.secrets = secrets;
    this.maskFrom = maskFrom;
    this.continuity = continuity;
    this.workspaces = workspaces;
    this.prompts = prompts;
    this.rounds = rounds;
    this.harvest = harvest;
    this.keeper = keeper;
    this.leases = leases;
    this.controls = controls;
    this.settings = settings;
    this.limits = limits;
    this.clock = clock;
    this.ticker = ticker;
    this.faults = faults;
  }

  /** By the time it returns, the child, all it started, its token and its directories are gone. */
  BroughtHome carryOut(RunAttempt attempt, AttemptLog attemptLog) throws InterruptedException {
    try {
      announce(attempt, attemptLog);
      try (var open = launcher.open(attempt.lease(), attempt.stops()::isLeaseLost);
          var watching = open.enclosure().watch(attempt.stops()::limitHit)) {
        MachineLog.cut(attemptLog, open.enclosure().bounds());
        return work(attempt, attemptLog, open, watching);
      }
    } catch (SecretUnavailable e) {
      return BroughtHome.failed(e.failure(), attempt, AttemptUse.NOTHING);
    } catch (JobRefused e) {
      MachineLog.hits(attemptLog, attempt.stops());
      return refused(e, attempt);
    } catch (LaunchFailed e) {
      var failure = RunFailure.of(FailureCode.LAUNCH_FAILED, String.valueOf(e.getMessage()));
      return BroughtHome.failed(failure, attempt, AttemptUse.NOTHING);
    } catch (RuntimeException e) {
      log.error("The attempt failed by a defect or by a failure of this machine", e);
      var failure = RunFailure.of(FailureCode.INTERNAL_ERROR, "The worker failed: " + e);
      return BroughtHome.failed(failure, attempt, null);
    }
  }

  /** What was refused because somebody wanted an end is that end. */
  private static BroughtHome refused(JobRefused refused, RunAttempt attempt) {
    var failure = attempt.stops().overLimit().orElse(refused.failure());
    var failed = BroughtHome.failed(failure, attempt, AttemptUse.NOTHING);
    return attempt
        .stops()
        .cancelReason()
        .map(reason -> failed.ended(new RunOutcome.Cancelled(reason)))
        .orElse(failed);
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

  private BroughtHome work(
      RunAttempt attempt, AttemptLog attemptLog, OpenJob open, Watching watching)
      throws InterruptedException, JobRefused, SecretUnavailable, LaunchFailed {
    var job = open.job();
    try (var continued = continuity.begin(job, attemptLog::append, attempt::unwanted)) {
      return work(attempt, attemptLog, open, watching, continued);
    }
  }

  private BroughtHome work(
      RunAttempt attempt,
      AttemptLog attemptLog,
      OpenJob open,
      Watching watching,
      Continued continued)
      throws InterruptedException, JobRefused, SecretUnavailable, LaunchFailed {
    var job = open.job();
    var workspace = workspace(attempt, attemptLog, job, continued);
    var begun = harvest.begin(job, workspace, attempt::unwanted);
    continued.ready(workspace);
    attemptLog.append(EventType.WORKSPACE_READY, workspace.dataJson());
    var opened = opened(attempt);
    try (var token = launcher.admitToModel(attempt.lease(), opened.account())) {
      token.whenMoneyIsGone(attempt.stops()::moneyGone, settings.interruptTurnGrace());
      var mask = opened.mask(token.value(), maskFrom);
      var home =
          converse(
              attempt,
              attemptLog,
              open,
              watching,
              workspace,
              continued,
              begun,
              opened,
              mask,
              token);
      return attempt.stops().isLeaseLost()
          ? home
          : collected(attempt, home, continued, begun, mask, attemptLog);
    }
  }

  private PreparedWorkspace workspace(
      RunAttempt attempt, AttemptLog attemptLog, Job job, Continued continued)
      throws InterruptedException, JobRefused {
    var back = continued.workspace();
    return back.isPresent()
        ? back.get()
        : workspaces.prepare(job, attemptLog::append, attempt::unwanted);
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

  private BroughtHome converse(
      RunAttempt attempt,
      AttemptLog attemptLog,
      OpenJob open,
      Watching watching,
      PreparedWorkspace workspace,
      Continued continued,
      Harvest.Begun begun,
      AttemptSecrets opened,
      SecretMask mask,
      BrokerToken token)
      throws InterruptedException, JobRefused, LaunchFailed {
    var prompt = prompts.read(attempt.lease().spec());
    var replies = new Replies();
    var transcript =
        new Transcript(
            new OutputMapper(limits, mask),
            mask,
            attemptLog,
            attempt.signals(),
            attempt.spoken(),
            replies,
            continued,
            begun,
            ticker);
    try (var child = launcher.launch(open, workspace, continued, opened.env(), token, transcript);
        var _ = attempt.stops().killSwitch().arm(child)) {
      replies.to(child);
      faults.reach(FaultPoint.CHILD_STARTED);
      if (confirmed(attempt)) {
        attemptLog.append(seq ->
            LifecycleEvents.running(
                attempt.runId(), seq, attempt.lease().attempt(), clock.instant()));
      }
      var going =
          rounds.begin(
              open.job(),
              workspace,
              variables(attempt, opened),
              mask,
              attemptLog::append,
              attempt::unwanted);
      var conversation =
          new Conversation(
              child,
              transcript,
              new Inbox(again -> controls.take(attempt.lease().key(), again)),
              going,
              continued,
              attempt,
              settings,
              ticker);
      var exit = conversation.lead(attempt.lease().spec(), prompt, attempt.deadline());
      watching.lastLook(); // the kernel may have ended it just now
      MachineLog.hits(attemptLog, attempt.stops());
      LastLines.append(attemptLog, exit);
      var meter = Metered.of(token.snapshot());
      var judged = RunJudgement.judge(attempt.evidence(exit, transcript, meter, going));
      return new BroughtHome(
          masked(after(judged, going), mask),
          transcript.lastResult().map(result -> result.toRunResult()).orElse(RunResult.NONE),
          attempt.lease().usedBefore().plus(meter.use().usage()),
          meter.use(),
          new RunOutputs(null, going.checksJson(), List.of()));
    }
  }

  /** The run's own and its secrets', without the model's token. */
  private static Map<String, String> variables(RunAttempt attempt, AttemptSecrets opened) {
    var variables = new HashMap<>(attempt.lease().spec().env());
    variables.putAll(opened.env());
    return variables;
  }

  /** Claude Code may have ended well, and its work be wanting all the same. */
  private static RunOutcome after(RunOutcome judged, Rounds.Going rounds) {
    return judged instanceof RunOutcome.Succeeded
        ? rounds.failure().<RunOutcome>map(RunOutcome.Failed::new).orElse(judged)
        : judged;
  }

  /** Nothing of the run lives any more: what it made is read, and what the next one needs. */
  private BroughtHome collected(
      RunAttempt attempt,
      BroughtHome home,
      Continued continued,
      Harvest.Begun begun,
      SecretMask mask,
      AttemptLog attemptLog)
      throws InterruptedException {
    var stops = attempt.stops();
    var brought = begun.bring(home.outcome(), mask, attemptLog::append, stops::isCancelledOrLost);
    var ended =
        Optional.of(home.outcome())
            .filter(RunOutcome.Succeeded.class::isInstance)
            .flatMap(_ -> brought.failure())
            .map(failure -> home.ended(masked(unbrought(failure, stops), mask)))
            .orElse(home);
    var outputs = new ArrayList<>(brought.outputs());
    outputs.addAll(continued.end(ended.outcome()));
    return ended.with(new RunOutputs(brought.gitJson(), home.outputs().checksJson(), outputs));
  }

  /** A push that was broken off because somebody cancelled the run is no failure of the push. */
  private static RunOutcome unbrought(RunFailure failure, Stops stops) {
    return stops
        .cancelReason()
        .<RunOutcome>map(RunOutcome.Cancelled::new)
        .orElseGet(() -> new RunOutcome.Failed(failure));
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
}
