package dev.ccrunner.infra.postgres;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** How long a budget lasts: by the calendar of UTC and the clock of PostgreSQL. */
public enum BudgetPeriod {
  DAY,
  MONTH;

  /** The name in the API, and PostgreSQL's for the same. */
  public String wireName() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The period of that name, or empty. */
  public static Optional<BudgetPeriod> parse(String text) {
    return Arrays.stream(values()).filter(period -> period.wireName().equals(text)).findFirst();
  }

  static BudgetPeriod ofWireName(String wireName) {
    return valueOf(wireName.toUpperCase(Locale.ROOT));
  }
}
