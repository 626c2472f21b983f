package dev.ccrunner.worker.budget;

import dev.ccrunner.infra.postgres.Budget;
import dev.ccrunner.infra.postgres.BudgetAnswer;
import dev.ccrunner.infra.postgres.BudgetGrants;
import dev.ccrunner.infra.postgres.RunLease;
import dev.ccrunner.worker.broker.Allowance;
import java.math.BigDecimal;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Asks the budgets of a run for money, slice by slice, by the epoch of its attempt. */
public final class RunBudgets {
  private static final Logger log = LoggerFactory.getLogger(RunBudgets.class);

  private final BudgetGrants grants;
  private final BudgetSettings settings;

  public RunBudgets(BudgetGrants grants, BudgetSettings settings) {
    this.grants = grants;
    this.settings = settings;
  }

  /** Where the attempt's money comes from. Without a budget nobody is ever asked. */
  public Allowance of(RunLease lease) {
    return lease.budgeted() ? used -> ask(lease, used) : Allowance.UNBOUNDED;
  }

  private Allowance.Answer ask(RunLease lease, BigDecimal used) {
    try {
      var most = lease.spec().limits().maxCostUsd();
      return switch (grants.ask(lease.key(), used, settings.slice(), most)) {
        case BudgetAnswer.Granted(var upTo) -> new Allowance.Answer.UpTo(upTo);
        case BudgetAnswer.Refused(var budget) -> new Allowance.Answer.Refused(sentence(budget));
        // The lease is lost, and the child is about to be ended.
        case BudgetAnswer.Fenced() -> new Allowance.Answer.NotNow();
      };
    } catch (RuntimeException e) {
      log.warn(
          "The budgets of {} could not be asked, so its model call has to be made again: {}",
          lease.key().runId(),
          e.getMessage());
      return new Allowance.Answer.NotNow();
    }
  }

  private static String sentence(Budget budget) {
    String words = budget.words();
    return "%s has nothing left; it resets at %s."
        .formatted(Character.toUpperCase(words.charAt(0)) + words.substring(1), budget.resetsAt());
  }
}
