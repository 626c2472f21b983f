package dev.ccrunner.gateway.limits;

import dev.ccrunner.infra.postgres.Budget;
import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;

/** A budget in its current period. */
@Schema(name = "Budget", description = "US dollars are decimals in strings.")
record BudgetView(
    @Schema(allowableValues = "budget") String object,
    @Schema(example = "key_01kb3xw6q8e0fb2a3c4d5e6f7g") String subject,
    @Schema(allowableValues = {"day", "month"}) String period,
    @Schema(example = "25.00") String limitUsd,
    @Schema(description = "By attempts that have ended.") String spentUsd,
    @Schema(description = "Granted to attempts that go on; what they do not use comes back.")
        String reservedUsd,
    @Schema(description = "What can still be granted.") String remainingUsd,
    @Schema(description = "The day or month of UTC begins.") Instant startsAt,
    Instant resetsAt) {

  static BudgetView of(Budget budget) {
    return new BudgetView(
        "budget",
        budget.subject().toString(),
        budget.period().wireName(),
        Money.text(budget.limit()),
        Money.text(budget.spent()),
        Money.text(budget.reserved()),
        Money.text(budget.remaining()),
        budget.startsAt(),
        budget.resetsAt());
  }
}
