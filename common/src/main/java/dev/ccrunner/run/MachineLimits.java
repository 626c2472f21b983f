package dev.ccrunner.run;

import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/**
 * What a run may use of its worker's machine; null: as much as the worker's settings give to each.
 *
 * @param memoryBytes of all its processes together
 * @param cpus of all its processes together; 0.5 is half of one
 * @param diskBytes in its directories
 * @param processes at the same time, threads included
 */
public record MachineLimits(
    @Nullable Long memoryBytes,
    @Nullable BigDecimal cpus,
    @Nullable Long diskBytes,
    @Nullable Integer processes) {
  /** The worker's own. */
  public static final MachineLimits DEFAULT = new MachineLimits(null, null, null, null);
}
