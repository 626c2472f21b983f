package dev.ccrunner.worker.execution;

import dev.ccrunner.event.EventType;
import dev.ccrunner.infra.away.Patiently;
import dev.ccrunner.infra.events.LifecycleEvents;
import dev.ccrunner.infra.postgres.AttemptUse;
import dev.ccrunner.run.FailureCode;
import dev.ccrunner.run.RunFailure;
import dev.ccrunner.run.RunOutcome;
import dev.ccrunner.worker.execution.Launcher.Start;
import dev.ccrunner.worker.job.Belongings;
import dev.ccrunner.worker.job.Continuity.Continued;
import dev.ccrunner.worker.job.Harvest;
import dev.ccrunner.worker.job.Job;
import dev.ccrunner.worker.job.JobRefused;
import dev.ccrunner.worker.job.Place;
import dev.ccrunner.worker.job.PreparedWorkspace;
import dev.ccrunner.worker.output.AttemptLog;
import dev.ccrunner.worker.process.LaunchFailed;
import dev.ccrunner.worker.warm.Claude;
import dev.ccrunner.worker.warm.LaunchSignature;
import dev.ccrunner.worker.warm.Turn;
import dev.ccrunner.worker.warm.WarmSession;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The work of one attempt, from an empty directory to what is brought home: the workspace is made,
 * Claude Code is launched in it, or one that the session's last run has left goes on, the
 * conversation is led, its end is judged, and what it made is collected.
 */
final class AttemptWork {
  private static final Logger log = LoggerFactory.getLogger(AttemptWork.class);

  private final Workshop shop;
  private final RunAttempt attempt;
  private final AttemptLog attemptLog;
  private @Nullable WarmSession standing;

  AttemptWork(Workshop shop, RunAttempt attempt, AttemptLog attemptLog) {
    this.shop = shop;
    this.attempt = attempt;
    this.attemptLog = attemptLog;
  }

  /**
   * By the time it returns, nothing that the run has started is at work any more, and its token is
   * worth nothing. Unless Claude Code {@link #stands}, it and its directories are gone.
   */
  BroughtHome carryOut() throws InterruptedException {
    try {
      announce();
      var warm = shop.warm().take(attempt.lease());
      if (warm.isPresent()) {
        var home = goOn(warm.get());
        if (home.isPresent()) {
          return home.get();
        }
      }
      return beginAnew();
    } catch (SecretUnavailable e) {
      return BroughtHome.failed(e.failure(), attempt, AttemptUse.NOTHING);
    } catch (JobRefused e) {
      MachineLog.hits(attemptLog, attempt.stops());
      return refused(e);
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
  private BroughtHome refused(JobRefused refused) {
    var failure = attempt.stops().overLimit().orElse(refused.failure());
    var failed = BroughtHome.failed(failure, attempt, AttemptUse.NOTHING);
    return attempt
        .stops()
        .cancelReason()
        .map(reason -> failed.ended(new RunOutcome.Cancelled(reason)))
        .orElse(failed);
  }

  private void announce() throws InterruptedException {
    attemptLog.append(seq ->
        LifecycleEvents.starting(
            attempt.runId(),
            seq,
            attempt.lease().attempt(),
            shop.clock().instant(),
            shop.self().toString(),
            shop.launcher().sandboxLevel()));
  }

  private BroughtHome beginAnew()
      throws InterruptedException, JobRefused, SecretUnavailable, LaunchFailed {
    try (var belongings = new Belongings()) {
      return work(shop.launcher().open(attempt.lease(), belongings), belongings);
    }
  }

  private BroughtHome work(Place place, Belongings belongings)
      throws InterruptedException, JobRefused, SecretUnavailable, LaunchFailed {
    var job = place.job(attempt.lease(), this::isLeaseLost);
    try (var watching = place.enclosure().watch(attempt.stops()::limitHit);
        var continued = shop.continuity().begin(job, attemptLog::append, attempt::unwanted)) {
      MachineLog.cut(attemptLog, place.enclosure().bounds());
      var site = new ReadyAttempt.Site(place, job, watching, workspace(job, continued));
      var begun = ready(site, continued);
      var opened = opened();
      BroughtHome home;
      Optional<Claude> stands;
      try (var token = shop.launcher().admitToModel(attempt.lease(), opened.account())) {
        var ready =
            new ReadyAttempt(shop, attempt, attemptLog, site, continued, begun, opened, token);
        home = ready.carryOut(belongings);
        stands = ready.stands();
      }
      stands.ifPresent(claude -> letStand(claude, continued, belongings));
      return home;
    }
  }

  /**
   * Goes on with a Claude Code that is there.
   *
   * @return empty when it cannot: it is gone then, nothing was lost, and another one is needed
   */
  private Optional<BroughtHome> goOn(WarmSession warm)
      throws InterruptedException, JobRefused, SecretUnavailable {
    var frozen = warm.claude();
    try (var belongings = warm.belongings()) {
      var job = frozen.place().job(attempt.lease(), this::isLeaseLost);
      try (var watching = frozen.place().enclosure().watch(attempt.stops()::limitHit);
          var continued = warm.left().goOn(job, attemptLog::append, attempt::unwanted)) {
        var workspace = workspace(job, continued);
        var site = new ReadyAttempt.Site(frozen.place(), job, watching, workspace);
        var opened = opened();
        if (!frozen.signature().equals(signature(site, continued, opened))) {
          shop.warm().used(Turn.DIFFERENT);
          return Optional.empty();
        }
        MachineLog.cut(attemptLog, frozen.place().enclosure().bounds());
        return goOn(frozen, site, continued, opened, belongings);
      }
    }
  }

  private LaunchSignature signature(
      ReadyAttempt.Site site, Continued continued, AttemptSecrets opened) {
    return shop.launcher()
        .signature(
            site.place(),
            new Start(
                attempt.lease().spec(),
                site.workspace().folder(),
                continued.conversation(),
                true,
                true,
                opened.env(),
                ""));
  }

  private Optional<BroughtHome> goOn(
      Claude frozen,
      ReadyAttempt.Site site,
      Continued continued,
      AttemptSecrets opened,
      Belongings belongings)
      throws InterruptedException, JobRefused {
    var begun = ready(site, continued);
    ReadyAttempt ready;
    BroughtHome home;
    try (var token =
        shop.launcher().admitAgain(frozen.token(), attempt.lease(), opened.account())) {
      ready = new ReadyAttempt(shop, attempt, attemptLog, site, continued, begun, opened, token);
      home = ready.carryOut(frozen);
    }
    if (ready.diedUnheard()) {
      log.info("Claude Code that was kept has ended; another one is started");
      shop.warm().used(Turn.UNSOUND);
      attempt.beginAnew();
      return Optional.empty();
    }
    shop.warm().used(Turn.HIT);
    ready.stands().ifPresent(claude -> letStand(claude, continued, belongings));
    return Optional.of(home);
  }

  /** Nothing of this run has been in the workspace yet. */
  private Harvest.Begun ready(ReadyAttempt.Site site, Continued continued)
      throws InterruptedException, JobRefused {
    var begun = shop.harvest().begin(site.job(), site.workspace(), attempt::unwanted);
    continued.ready(site.workspace());
    attemptLog.append(EventType.WORKSPACE_READY, site.workspace().dataJson());
    return begun;
  }

  private void letStand(Claude claude, Continued continued, Belongings belongings) {
    var session = attempt.lease().session();
    var left = continued.left();
    if (session == null || left.isEmpty()) {
      return; // its belongings end with the attempt
    }
    standing =
        new WarmSession(
            session.id(),
            attempt.lease().key(),
            claude,
            left.get(),
            belongings.handOver(),
            claude.place().enclosure().memoryBytes());
  }

  /** The session as it stands for its next run. Whoever asks has to keep it or to end it. */
  Optional<WarmSession> stands() {
    return Optional.ofNullable(standing);
  }

  private boolean isLeaseLost() {
    shop.keeper().look(attempt.lease().key());
    return attempt.stops().isLeaseLost();
  }

  private PreparedWorkspace workspace(Job job, Continued continued)
      throws InterruptedException, JobRefused {
    var back = continued.workspace();
    return back.isPresent()
        ? back.get()
        : shop.workspaces().prepare(job, attemptLog::append, attempt::unwanted);
  }

  /** Right before the child starts: from here on they are in clear. Waits for PostgreSQL. */
  private AttemptSecrets opened() throws InterruptedException, SecretUnavailable {
    return Patiently.ask(
            "Opening the run's secrets",
            attempt.stops()::isLeaseLost,
            () -> shop.secrets().open(attempt.lease()))
        .orElseThrow(() ->
            new SecretUnavailable(
                FailureCode.SECRET_UNAVAILABLE, "The lease ended before its secrets were opened."));
  }
}
