package dev.ccrunner.infra.postgres;

import dev.ccrunner.run.TokenUsage;
import java.math.BigDecimal;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What one group of a report adds up to.
 *
 * @param group its values, one for each dimension and in their order: ids as UUIDs, a day as {@code
 *     2026-11-22}, a label after an equals sign; empty where there is none
 * @param runs how many runs had a part in it
 * @param attempts how many attempts of theirs
 * @param costUsd as far as it is known; null when none of it is
 * @param costComplete whether that is all
 * @param unpricedTokens of models without a known price
 * @param incompleteAttempts attempts of which it is not known what they used altogether
 * @param runMillis how long Claude Code ran; null in groups of one model, since time is not divided
 *     among models
 */
public record UsageSum(
    List<String> group,
    long runs,
    long attempts,
    TokenUsage tokens,
    @Nullable BigDecimal costUsd,
    boolean costComplete,
    long unpricedTokens,
    long incompleteAttempts,
    @Nullable Long runMillis) {
  public UsageSum {
    group = List.copyOf(group);
  }
}
