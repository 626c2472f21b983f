package dev.ccrunner.run;

import java.math.BigDecimal;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What a run may use.
 *
 * @param maxCostUsd in US dollars; null: no bound of its own
 * @param maxTurns model turns; null: no bound of its own
 * @param timeout wall clock from the claim to the end; positive
 * @param idleTimeout longest time without any output; positive
 */
public record RunLimits(
    @Nullable BigDecimal maxCostUsd,
    @Nullable Integer maxTurns,
    Duration timeout,
    Duration idleTimeout) {}
