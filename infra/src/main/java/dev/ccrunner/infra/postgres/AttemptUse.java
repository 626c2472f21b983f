package dev.ccrunner.infra.postgres;

import dev.ccrunner.run.RunUsage;
import java.math.BigDecimal;

/**
 * What one attempt used, as its worker saw it.
 *
 * @param charged what it counts in budgets: its cost, with models without a price at that of the
 *     dearest
 * @param whole whether that is all; false: there were answers whose usage could not be read
 */
public record AttemptUse(RunUsage usage, BigDecimal charged, boolean whole) {
  /** Of an attempt that never got as far as a model. */
  public static final AttemptUse NOTHING = new AttemptUse(RunUsage.NONE, BigDecimal.ZERO, true);
}
