package dev.ccrunner.infra.postgres;

import java.math.BigDecimal;

/** What an attempt is told that asks for money. */
public sealed interface BudgetAnswer {
  /**
   * It may go on.
   *
   * @param upTo what it may use in all before it has to ask again
   */
  record Granted(BigDecimal upTo) implements BudgetAnswer {}

  /** There is no more in this budget. */
  record Refused(Budget budget) implements BudgetAnswer {}

  /** The run is another attempt's. */
  record Fenced() implements BudgetAnswer {}
}
