package dev.ccrunner.gateway.submission;

import dev.ccrunner.gateway.identity.Caller;
import dev.ccrunner.gateway.limits.AppliedLimit;
import dev.ccrunner.gateway.limits.LimitSource;
import dev.ccrunner.gateway.problem.ErrorCode;
import dev.ccrunner.gateway.problem.ProblemException;
import dev.ccrunner.infra.postgres.RunLedger;
import dev.ccrunner.team.Subject;
import dev.ccrunner.team.TeamId;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import org.springframework.stereotype.Component;

/**
 * Refuses runs that would make the queue longer than it may be: while nothing is carried out, runs
 * are accepted for as long as there is room for them, and no longer.
 *
 * <p>A submit must not cost a count, so the queue is counted once a second, and what this gateway
 * accepts meanwhile is added. A run that is accepted while PostgreSQL counts may be in both for
 * that second; the bound is then met a little early. It is overshot only by what other gateways
 * accept between two counts, and by what is being committed during one.
 */
@Component
class QueueBound implements LimitSource {
  private static final String RETRY_AFTER = "5";

  private final RunLedger ledger;
  private final SubmissionSettings settings;
  private final ReentrantLock counting = new ReentrantLock();
  // All guarded by this. The totals are kept, so that a submit costs the same however many teams.
  private Map<TeamId, Integer> counted = Map.of();
  private final Map<TeamId, Integer> since = new HashMap<>();
  private int countedTotal;
  private int sinceTotal;

  QueueBound(RunLedger ledger, SubmissionSettings settings, MeterRegistry registry) {
    this.ledger = ledger;
    this.settings = settings;
    Gauge.builder("run.queued", this, QueueBound::total).register(registry);
  }

  /** Takes a place for one run of {@code team}, or refuses it. */
  synchronized void admit(TeamId team) {
    refuseAbove("ccr.runs.max-queued", settings.maxQueued(), total());
    refuseAbove(
        "ccr.runs.max-queued-per-team",
        settings.maxQueuedPerTeam(),
        counted.getOrDefault(team, 0) + since.getOrDefault(team, 0));
    since.merge(team, 1, Integer::sum);
    sinceTotal++;
  }

  /** The bound of all teams together is nobody's own, and not shown. */
  @Override
  public synchronized List<AppliedLimit> of(Caller caller) {
    var team = Subject.of(caller.teamId());
    return List.of(
        AppliedLimit.ofCount(
            "team_queue",
            team,
            settings.maxQueuedPerTeam(),
            counted.getOrDefault(caller.teamId(), 0) + since.getOrDefault(caller.teamId(), 0),
            "setting ccr.runs.max-queued-per-team"));
  }

  /** Counts what waits now: one at a time, or an older count would replace a newer one. */
  void count() {
    counting.lock();
    try {
      countAlone();
    } finally {
      counting.unlock();
    }
  }

  private void countAlone() {
    Map<TeamId, Integer> before;
    synchronized (this) {
      before = Map.copyOf(since);
    }
    var now = ledger.queued();
    synchronized (this) {
      counted = now;
      countedTotal = sum(now);
      // Those of before are among the counted ones; those that came meanwhile may not be.
      before.forEach(
          (team, n) -> since.computeIfPresent(team, (_, all) -> all > n ? all - n : null));
      sinceTotal -= sum(before);
    }
  }

  private synchronized int total() {
    return countedTotal + sinceTotal;
  }

  private static int sum(Map<TeamId, Integer> numbers) {
    int sum = 0;
    for (int number : numbers.values()) {
      sum += number;
    }
    return sum;
  }

  private static void refuseAbove(String setting, int most, int found) {
    if (found >= most) {
      throw ProblemException.of(
              ErrorCode.QUEUE_FULL,
              "Expected fewer than %d waiting runs (%s), found %d. Send it again later."
                  .formatted(most, setting, found))
          .withHeader("Retry-After", RETRY_AFTER);
    }
  }
}
