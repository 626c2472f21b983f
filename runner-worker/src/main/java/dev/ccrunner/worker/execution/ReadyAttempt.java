package dev.ccrunner.worker.execution;

import dev.ccrunner.infra.events.LifecycleEvents;
import dev.ccrunner.infra.fault.FaultPoint;
import dev.ccrunner.infra.postgres.RunOutputs;
import dev.ccrunner.infra.postgres.Started;
import dev.ccrunner.run.FailureCode;
import dev.ccrunner.run.RunFailure;
import dev.ccrunner.run.RunOutcome;
import dev.ccrunner.run.RunResult;
import dev.ccrunner.worker.broker.BrokerToken;
import dev.ccrunner.worker.claudecode.CliBlock;
import dev.ccrunner.worker.claudecode.OutputMapper;
import dev.ccrunner.worker.claudecode.RunJudgement;
import dev.ccrunner.worker.execution.Launcher.Start;
import dev.ccrunner.worker.job.Belongings;
import dev.ccrunner.worker.job.Continuity.Continued;
import dev.ccrunner.worker.job.Harvest;
import dev.ccrunner.worker.job.Job;
import dev.ccrunner.worker.job.JobRefused;
import dev.ccrunner.worker.job.Place;
import dev.ccrunner.worker.job.PreparedWorkspace;
import dev.ccrunner.worker.job.Rounds;
import dev.ccrunner.worker.limits.Enclosure.Watching;
import dev.ccrunner.worker.masking.SecretMask;
import dev.ccrunner.worker.output.AttemptLog;
import dev.ccrunner.worker.process.Exit;
import dev.ccrunner.worker.process.LaunchFailed;
import dev.ccrunner.worker.warm.Claude;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An attempt for which everything is there: the conversation is led, its end is judged, and what
 * the run made is collected.
 */
final class ReadyAttempt {
  private static final Logger log = LoggerFactory.getLogger(ReadyAttempt.class);

  private final Workshop shop;
  private final RunAttempt attempt;
  private final AttemptLog attemptLog;
  private final Site site;
  private final Continued continued;
  private final Harvest.Begun begun;
  private final AttemptSecrets opened;
  private final BrokerToken token;
  private final SecretMask mask;
  private final Replies replies = new Replies();
  private @Nullable Claude standing;
  private boolean diedUnheard;

  ReadyAttempt(
      Workshop shop,
      RunAttempt attempt,
      AttemptLog attemptLog,
      Site site,
      Continued continued,
      Harvest.Begun begun,
      AttemptSecrets opened,
      BrokerToken token) {
    this.shop = shop;
    this.attempt = attempt;
    this.attemptLog = attemptLog;
    this.site = site;
    this.continued = continued;
    this.begun = begun;
    this.opened = opened;
    this.token = token;
    this.mask = opened.mask(token.value());
  }

  /** Where it is. */
  record Site(Place place, Job job, Watching watching, PreparedWorkspace workspace) {}

  /**
   * Starts Claude Code.
   *
   * @param belongings of which it becomes a part: it ends with them at the latest
   */
  BroughtHome carryOut(Belongings belongings)
      throws InterruptedException, JobRefused, LaunchFailed {
    var prompt = shop.prompts().read(attempt.lease().spec());
    var transcript = transcript();
    mayBegin();
    var claude = shop.launcher().launch(site.place(), start(), transcript);
    belongings.keep(claude.child());
    return carryOut(claude, transcript, prompt, true);
  }

  /** Goes on with one that stands still, and is a part of the caller's belongings. */
  BroughtHome carryOut(Claude frozen) throws InterruptedException, JobRefused {
    var prompt = shop.prompts().read(attempt.lease().spec());
    var transcript = transcript();
    mayBegin();
    frozen.sink().attach(transcript);
    frozen.thaw();
    return carryOut(frozen, transcript, prompt, false);
  }

  /** Another worker may have begun already: two must not be at work for one run. */
  private void mayBegin() throws JobRefused {
    shop.keeper().look(attempt.lease().key());
    if (attempt.stops().isLeaseLost()) {
      throw new JobRefused(
          FailureCode.WORKER_LOST, "The lease ended before Claude Code was started.");
    }
  }

  private BroughtHome carryOut(
      Claude claude, Transcript transcript, List<CliBlock> prompt, boolean fresh)
      throws InterruptedException {
    token.whenMoneyIsGone(attempt.stops()::moneyGone, shop.settings().interruptTurnGrace());
    BroughtHome home;
    boolean stays = false;
    attempt.stops().killSwitch().arm(claude.child()::kill);
    try {
      home = converse(claude, transcript, prompt, fresh);
      stays = standing != null;
    } finally {
      if (!stays) {
        claude.child().close();
      }
    }
    diedUnheard = !fresh && !transcript.heardAnything() && !attempt.stops().wanted();
    return attempt.stops().isLeaseLost() || diedUnheard ? home : collected(home);
  }

  /** Claude Code as it stands still for the session's next run, if it does. */
  Optional<Claude> stands() {
    return Optional.ofNullable(standing);
  }

  /** Whether the one that was to go on ended without having heard anything of this run. */
  boolean diedUnheard() {
    return diedUnheard;
  }

  /** What Claude Code is started with, or would be. */
  Start start() {
    return new Start(
        attempt.lease().spec(),
        site.workspace().folder(),
        continued.conversation(),
        attempt.lease().session() != null,
        continued.resumed(),
        opened.env(),
        token.value());
  }

  private Transcript transcript() {
    return new Transcript(
        new OutputMapper(shop.limits(), mask),
        mask,
        attemptLog,
        attempt.signals(),
        attempt.spoken(),
        replies,
        continued,
        begun,
        shop.ticker());
  }

  private BroughtHome converse(
      Claude claude, Transcript transcript, List<CliBlock> prompt, boolean fresh)
      throws InterruptedException {
    var child = claude.child();
    replies.to(child);
    shop.faults().reach(FaultPoint.CHILD_STARTED);
    announce();
    var going =
        shop.rounds()
            .begin(
                site.job(),
                site.workspace(),
                variables(),
                mask,
                attemptLog::append,
                attempt::unwanted);
    var conversation =
        new Conversation(
            child,
            transcript,
            new Inbox(again -> shop.controls().take(attempt.lease().key(), again)),
            going,
            continued,
            attempt,
            shop.settings(),
            shop.ticker());
    var spec = attempt.lease().spec();
    if (fresh) {
      conversation.introduce(spec);
    }
    conversation.lead(spec, prompt, attempt.deadline());
    var exit =
        mayStay(going) && conversation.isOver(spec.permissionMode()) && freeze(claude)
            // As far as this run is concerned it has said good-bye.
            ? new Exit(0, true, child.takeErrors())
            : conversation.end();
    site.watching().lastLook(); // the kernel may have ended it just now
    if (!attempt.stops().limitHits().isEmpty()) {
      standing = null;
    }
    MachineLog.hits(attemptLog, attempt.stops());
    LastLines.append(attemptLog, exit);
    return judged(exit, transcript, going);
  }

  /** Tells of it once, also when it has to begin anew. */
  private void announce() throws InterruptedException {
    if (!attempt.isConfirmed() && confirmed()) {
      attempt.confirmed();
      attemptLog.append(seq ->
          LifecycleEvents.running(
              attempt.runId(), seq, attempt.lease().attempt(), shop.clock().instant()));
    }
  }

  private boolean mayStay(Rounds.Going going) {
    return attempt.lease().session() != null
        && shop.warm().welcome()
        && going.finished()
        && going.failure().isEmpty();
  }

  private boolean freeze(Claude claude) {
    continued.rest();
    if (!claude.freeze(shop.warm().freezeWithin())) {
      claude.thaw();
      return false;
    }
    standing = claude;
    return true;
  }

  private BroughtHome judged(Exit exit, Transcript transcript, Rounds.Going going) {
    var meter = Metered.of(token.snapshot());
    var judged = RunJudgement.judge(attempt.evidence(exit, transcript, meter, going));
    return new BroughtHome(
        masked(after(judged, going)),
        transcript.lastResult().map(result -> result.toRunResult()).orElse(RunResult.NONE),
        attempt.lease().usedBefore().plus(meter.use().usage()),
        meter.use(),
        new RunOutputs(null, going.checksJson(), List.of()));
  }

  /** The run's own and its secrets', without the model's token. */
  private Map<String, String> variables() {
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

  /** Nothing of the run is at work any more: what it made is read, and what the next one needs. */
  private BroughtHome collected(BroughtHome home) throws InterruptedException {
    var stops = attempt.stops();
    var brought = begun.bring(home.outcome(), mask, attemptLog::append, stops::isCancelledOrLost);
    var ended =
        Optional.of(home.outcome())
            .filter(RunOutcome.Succeeded.class::isInstance)
            .flatMap(_ -> brought.failure())
            .map(failure -> home.ended(masked(unbrought(failure, stops))))
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
  private RunOutcome masked(RunOutcome outcome) {
    return outcome instanceof RunOutcome.Failed(var failure)
        ? new RunOutcome.Failed(new RunFailure(failure.code(), mask.mask(failure.message())))
        : outcome;
  }

  /**
   * Tells the ledger that the child runs; the ledger may know better. Waits for a PostgreSQL that
   * is away.
   */
  private boolean confirmed() throws InterruptedException {
    while (!attempt.stops().isLeaseLost()) {
      try {
        Started started = shop.leases().started(attempt.lease().key());
        switch (started) {
          case YES -> {
            return true;
          }
          case CANCELLING -> shop.keeper().renewAll(); // brings the reason
          case FENCED -> attempt.stops().leaseLost();
        }
        return false;
      } catch (RuntimeException e) {
        log.warn(
            "PostgreSQL does not answer; the start is noted as soon as it does: {}",
            e.getMessage());
        attempt.pause(shop.settings().ledgerRetry());
      }
    }
    return false;
  }
}
