package dev.ccrunner.infra.postgres;

import dev.ccrunner.team.Subject;
import java.math.BigDecimal;
import java.time.Instant;

/**
 * A budget in its current period.
 *
 * @param spent what attempts that have ended cost; may be a little more than the limit, by the last
 *     steps of runs
 * @param reserved what attempts that go on have been granted and may still spend
 */
public record Budget(
    Subject subject,
    BudgetPeriod period,
    BigDecimal limit,
    BigDecimal spent,
    BigDecimal reserved,
    Instant startsAt,
    Instant resetsAt) {

  /** What can still be granted. */
  public BigDecimal remaining() {
    return limit.subtract(spent).subtract(reserved).max(BigDecimal.ZERO);
  }

  /** Whether everything is spent, so that no run can do anything before the period ends. */
  public boolean exhausted() {
    return spent.compareTo(limit) >= 0;
  }

  /** As a sentence names it: {@code the day's budget of API key key_… (5 USD)}. */
  public String words() {
    return "the %s's budget of %s %s (%s USD)"
        .formatted(
            period.wireName(),
            subject.kind().words(),
            subject,
            limit.stripTrailingZeros().toPlainString());
  }
}
