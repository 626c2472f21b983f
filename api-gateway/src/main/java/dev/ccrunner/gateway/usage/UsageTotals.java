package dev.ccrunner.gateway.usage;

import dev.ccrunner.infra.postgres.UsageSum;
import io.swagger.v3.oas.annotations.media.Schema;
import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/** All of a report in one sum: over every page of it. */
@Schema(name = "UsageTotals")
record UsageTotals(
    long runs,
    long attempts,
    long inputTokens,
    long outputTokens,
    long cacheReadInputTokens,
    long cacheCreationInputTokens,
    @Schema(description = UsageApi.COST, example = "12.5") @Nullable String costUsd,
    @Schema(description = UsageApi.COMPLETE) boolean costComplete,
    @Schema(description = UsageApi.UNPRICED) long unpricedTokens,
    @Schema(description = UsageApi.INCOMPLETE) long incompleteAttempts,
    @Schema(description = UsageApi.SECONDS) @Nullable BigDecimal runSeconds) {

  static UsageTotals of(UsageSum sum) {
    return new UsageTotals(
        sum.runs(),
        sum.attempts(),
        sum.tokens().inputTokens(),
        sum.tokens().outputTokens(),
        sum.tokens().cacheReadInputTokens(),
        sum.tokens().cacheCreationInputTokens(),
        usd(sum.costUsd()),
        sum.costComplete(),
        sum.unpricedTokens(),
        sum.incompleteAttempts(),
        seconds(sum.runMillis()));
  }

  private static @Nullable String usd(@Nullable BigDecimal cost) {
    return cost == null ? null : cost.stripTrailingZeros().toPlainString();
  }

  private static @Nullable BigDecimal seconds(@Nullable Long millis) {
    return millis == null ? null : BigDecimal.valueOf(millis, 3);
  }
}
