package dev.ccrunner.run;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What a run may use.
 *
 * @param maxCostUsd in US dollars; null: no bound of its own
 * @param maxTurns model turns; null: no bound of its own
 * @param timeout wall clock from the claim to the end; positive
 * @param idleTimeout longest time without any output; positive
 * @param machine what it may use of the worker's machine; the installation's in a run that an
 *     earlier version has stored
 */
public record RunLimits(
    @Nullable BigDecimal maxCostUsd,
    @Nullable Integer maxTurns,
    Duration timeout,
    Duration idleTimeout,
    MachineLimits machine) {

  public RunLimits {
    machine = Objects.requireNonNullElse(machine, MachineLimits.DEFAULT);
  }

  /** As much of the machine as the installation gives to each. */
  public RunLimits(
      @Nullable BigDecimal maxCostUsd,
      @Nullable Integer maxTurns,
      Duration timeout,
      Duration idleTimeout) {
    this(maxCostUsd, maxTurns, timeout, idleTimeout, MachineLimits.DEFAULT);
  }
}
