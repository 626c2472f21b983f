package dev.ccrunner.run;

import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/**
 * What was used of one model.
 *
 * @param costUsd by list prices, in US dollars; null when it has no known price, or when it was
 *     stored before costs were kept for each model
 */
public record ModelUse(TokenUsage tokens, @Nullable BigDecimal costUsd) {

  /** Both together. */
  public ModelUse plus(ModelUse other) {
    return new ModelUse(
        tokens.plus(other.tokens),
        costUsd == null || other.costUsd == null ? null : costUsd.add(other.costUsd));
  }
}
