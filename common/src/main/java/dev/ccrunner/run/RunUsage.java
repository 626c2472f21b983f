package dev.ccrunner.run;

import java.math.BigDecimal;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a run has used, metered at the model broker, so that it also holds for a process that was
 * killed.
 *
 * @param byModel per model name as the provider reported it
 * @param costUsd by list prices, in US dollars; null when a model has no known price
 */
public record RunUsage(Map<String, ModelUse> byModel, @Nullable BigDecimal costUsd) {
  /** Nothing used. */
  public static final RunUsage NONE = new RunUsage(Map.of(), BigDecimal.ZERO);

  public RunUsage {
    byModel = Map.copyOf(byModel);
  }

  /** What was used of these models, and nothing besides. */
  public static RunUsage of(Map<String, ModelUse> byModel) {
    var all = byModel.values().stream().reduce(ModelUse::plus);
    return all.isEmpty() ? NONE : new RunUsage(byModel, all.get().costUsd());
  }

  /** The sum over all models. */
  public TokenUsage total() {
    return byModel.values().stream()
        .map(ModelUse::tokens)
        .reduce(TokenUsage.NONE, TokenUsage::plus);
  }

  /** Both together: a run of several attempts has used what each of them used. */
  public RunUsage plus(RunUsage other) {
    var sum = new java.util.HashMap<>(byModel);
    other.byModel.forEach((model, usage) -> sum.merge(model, usage, ModelUse::plus));
    return new RunUsage(
        sum, costUsd == null || other.costUsd == null ? null : costUsd.add(other.costUsd));
  }
}
