package dev.ccrunner.worker.execution;

import dev.ccrunner.infra.fault.FaultPoint;
import dev.ccrunner.infra.fault.Faults;
import dev.ccrunner.infra.postgres.RunLease;
import dev.ccrunner.infra.time.Ticker;
import dev.ccrunner.run.RunOutcome;
import dev.ccrunner.worker.claim.RunCarrier;
import dev.ccrunner.worker.lease.LeaseKeeper;
import dev.ccrunner.worker.output.AttemptLog;
import dev.ccrunner.worker.output.AttemptLogs;
import dev.ccrunner.worker.warm.WarmSession;
import java.time.Duration;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

/**
 * Carries out one run after its claim: opens its log, has the work done, and settles. Each run has
 * a virtual thread of its own.
 */
final class RunExecutor implements RunCarrier {
  private static final Logger log = LoggerFactory.getLogger(RunExecutor.class);

  private final Workshop shop;
  private final LeaseKeeper keeper;
  private final AttemptLogs logs;
  private final RunMetrics metrics;
  private final Ticker ticker;
  private final Faults faults;

  RunExecutor(
      Workshop shop,
      LeaseKeeper keeper,
      AttemptLogs logs,
      RunMetrics metrics,
      Ticker ticker,
      Faults faults) {
    this.shop = shop;
    this.keeper = keeper;
    this.logs = logs;
    this.metrics = metrics;
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
    var work = new AttemptWork(shop, attempt, attemptLog);
    var home = work.carryOut();
    var stands = work.stands();
    boolean stays = false;
    try {
      stays = end(attempt, attemptLog, home, stands, begun);
    } finally {
      if (!stays) {
        stands.ifPresent(WarmSession::close);
      }
    }
  }

  /** Whether what stands of the session has found its place. */
  private boolean end(
      RunAttempt attempt,
      AttemptLog attemptLog,
      BroughtHome home,
      Optional<WarmSession> stands,
      long begun)
      throws InterruptedException {
    faults.reach(FaultPoint.CHILD_ENDED);
    // The child's end may be the guard's work, done while this JVM stood still.
    keeper.giveUpOverdue();
    if (attempt.stops().isLeaseLost()) {
      logs.abandon(attemptLog);
      metrics.leaseLost();
      log.warn("Abandoned: the lease is lost, and nothing more is written");
      return false;
    }
    if (givenBack(attempt, attemptLog, home)) {
      return false;
    }
    var outcome = home.outcome(attempt);
    var kept = stands.filter(_ -> outcome instanceof RunOutcome.Succeeded);
    var keptFor = kept.flatMap(shop.warm()::keep);
    // That may wait for a PostgreSQL that is away, and another worker get the run meanwhile. Once
    // it is settled, what stands is the next run's.
    attempt.stops().killSwitch().arm(() -> kept.ifPresent(shop.warm()::discard));
    boolean settled =
        logs.settle(
            attemptLog,
            outcome,
            home.result(),
            home.usage(),
            home.use(),
            home.outputs(),
            keptFor.orElse(null));
    if (settled) {
      metrics.settled(outcome, Duration.ofNanos(ticker.nanos() - begun));
      log.info("Settled: {}", outcome);
    } else {
      kept.ifPresent(shop.warm()::discard);
    }
    return kept.isPresent();
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
}
