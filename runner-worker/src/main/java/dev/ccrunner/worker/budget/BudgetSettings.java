package dev.ccrunner.worker.budget;

import java.math.BigDecimal;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How runs get the money of their budgets.
 *
 * @param slice US dollars that a run is granted at a time. A large one asks PostgreSQL less often;
 *     of a small one less lies reserved and unused in runs that go on, and less of what a lost
 *     worker used is not known
 */
@ConfigurationProperties("ccr.worker.budget")
public record BudgetSettings(@DefaultValue("0.10") BigDecimal slice) {
  public BudgetSettings {
    if (slice.signum() <= 0) {
      throw new IllegalArgumentException(
          "ccr.worker.budget.slice: expected more than 0, found " + slice);
    }
  }
}
