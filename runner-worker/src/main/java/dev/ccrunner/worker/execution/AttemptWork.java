package dev.ccrunner.worker.execution;

import dev.ccrunner.event.EventType;
import dev.ccrunner.infra.events.LifecycleEvents;
import dev.ccrunner.infra.postgres.AttemptUse;
import dev.ccrunner.run.FailureCode;
import dev.ccrunner.run.RunFailure;
import dev.ccrunner.run.RunOutcome;
import dev.ccrunner.worker.job.Belongings;
import dev.ccrunner.worker.job.Continuity.Continued;
import dev.ccrunner.worker.job.Job;
import dev.ccrunner.worker.job.JobRefused;
import dev.ccrunner.worker.job.Place;
import dev.ccrunner.worker.job.PreparedWorkspace;
import dev.ccrunner.worker.output.AttemptLog;
import dev.ccrunner.worker.process.LaunchFailed;
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

  private final Workshop shop;
  private final RunAttempt attempt;
  private final AttemptLog attemptLog;

  AttemptWork(Workshop shop, RunAttempt attempt, AttemptLog attemptLog) {
    this.shop = shop;
    this.attempt = attempt;
    this.attemptLog = attemptLog;
  }

  /** By the time it returns, the child, all it started, its token and its directories are gone. */
  BroughtHome carryOut() throws InterruptedException {
    try (var belongings = new Belongings()) {
      announce();
      return work(shop.launcher().open(attempt.lease(), belongings));
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

  private BroughtHome work(Place place)
      throws InterruptedException, JobRefused, SecretUnavailable, LaunchFailed {
    var job = place.job(attempt.lease(), attempt.stops()::isLeaseLost);
    try (var watching = place.enclosure().watch(attempt.stops()::limitHit);
        var continued = shop.continuity().begin(job, attemptLog::append, attempt::unwanted)) {
      MachineLog.cut(attemptLog, place.enclosure().bounds());
      var workspace = workspace(job, continued);
      var begun = shop.harvest().begin(job, workspace);
      continued.ready(workspace);
      attemptLog.append(EventType.WORKSPACE_READY, workspace.dataJson());
      var opened = opened();
      try (var token = shop.launcher().admitToModel(attempt.lease(), opened.account())) {
        var ready =
            new ReadyAttempt(
                shop,
                attempt,
                attemptLog,
                new ReadyAttempt.Site(place, job, watching, workspace),
                continued,
                begun,
                opened,
                token);
        return ready.carryOut();
      }
    }
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
    while (!attempt.stops().isLeaseLost()) {
      try {
        return shop.secrets().open(attempt.lease());
      } catch (DataAccessException e) {
        log.warn(
            "PostgreSQL does not answer; the run's secrets are opened as soon as it does: {}",
            e.getMessage());
        attempt.pause(shop.settings().ledgerRetry());
      }
    }
    throw new SecretUnavailable(
        FailureCode.SECRET_UNAVAILABLE, "The lease ended before its secrets were opened.");
  }
}
