package dev.ccrunner.gateway.limits;

import dev.ccrunner.gateway.identity.Caller;
import dev.ccrunner.gateway.problem.ErrorCode;
import dev.ccrunner.gateway.problem.ProblemException;
import dev.ccrunner.infra.postgres.Budget;
import dev.ccrunner.infra.postgres.Budgets;
import dev.ccrunner.infra.postgres.UsageLimit;
import dev.ccrunner.infra.postgres.UsageLimits;
import dev.ccrunner.team.TeamId;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Duration;
import org.springframework.stereotype.Component;

/**
 * Refuses runs of callers who have as many in the queue as they may, or no money left. Costs
 * nothing where no such limit is set; the bound on the queue of the whole installation is another
 * one.
 */
@Component
public class SubmitLimits {
  private static final String RETRY_AFTER = "5";

  private final EffectiveLimits limits;
  private final UsageLimits usage;
  private final Budgets budgets;
  private final Clock clock;
  private final MeterRegistry registry;

  SubmitLimits(
      EffectiveLimits limits,
      UsageLimits usage,
      Budgets budgets,
      Clock clock,
      MeterRegistry registry) {
    this.limits = limits;
    this.usage = usage;
    this.budgets = budgets;
    this.clock = clock;
    this.registry = registry;
  }

  /**
   * What takes a place in the queue for one run, or refuses it; to be called in the transaction
   * that stores the run. Until its end no other submit of the team that has such a limit is
   * counted.
   *
   * <p>What is set for the caller is looked up here, before that transaction: others may wait for
   * the same look, and if they had all connections meanwhile, nobody would ever have an answer.
   */
  public Runnable admission(Caller caller) {
    var found = limits.of(caller);
    return () -> admit(caller, found);
  }

  private void admit(Caller caller, CallerLimits found) {
    if (found.budgeted()) {
      budgets.of(caller.teamId(), EffectiveLimits.subjects(caller)).stream()
          .filter(Budget::exhausted)
          .findFirst()
          .ifPresent(budget -> {
            throw exhausted(budget);
          });
    }
    if (found.set().stream().anyMatch(limit -> limit.queuedRuns() != null)) {
      usage.lockQueue(caller.teamId());
      found.set().forEach(limit -> admit(caller.teamId(), limit));
    }
  }

  private void admit(TeamId team, UsageLimit limit) {
    if (limit.queuedRuns() == null) {
      return;
    }
    int found = usage.queuedRuns(team, limit.subject());
    if (found >= limit.queuedRuns()) {
      String name = limit.subject().kind().wireName() + "_queued_runs";
      registry.counter("limits.refused", "limit", name).increment();
      throw ProblemException.of(
              ErrorCode.TOO_MANY_QUEUED_RUNS,
              "Expected fewer than %d waiting runs (%s of %s %s), found %d. Send it again when one of them has started."
                  .formatted(
                      limit.queuedRuns(),
                      name,
                      limit.subject().kind().words(),
                      limit.subject(),
                      found))
          .withHeader("Retry-After", RETRY_AFTER);
    }
  }

  private ProblemException exhausted(Budget budget) {
    String name = budget.subject().kind().wireName() + "_budget_" + budget.period().wireName();
    registry.counter("limits.refused", "limit", name).increment();
    long wait = Math.max(1, Duration.between(clock.instant(), budget.resetsAt()).toSeconds());
    return ProblemException.of(
            ErrorCode.BUDGET_EXHAUSTED,
            "Expected something left in %s, found %s USD spent since %s. It resets at %s."
                .formatted(
                    budget.words(),
                    Money.text(budget.spent()),
                    budget.startsAt(),
                    budget.resetsAt()))
        .withHeader("Retry-After", Long.toString(wait));
  }
}
