package dev.ccrunner.worker.broker;

import java.math.BigDecimal;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What an attempt has used until now.
 *
 * @param byModel by the name the provider answered with
 * @param costByModel at list prices, without the models that have none
 * @param unpricedModels models without a price in the table
 * @param unmeteredAnswers answers whose usage could not be read (compressed against our request, or
 *     cut before it came)
 * @param requests calls to the provider, without the broker's own retries
 * @param assumedCostUsd the same with models without a price at that of the dearest
 * @param moneyGone why a call was refused for money: because of {@link BrokerLimits#maxCostUsd()},
 *     or of a budget, which is named; empty when none was
 * @param lastProviderError how the latest call failed; empty again after one that succeeded
 */
public record AttemptMeter(
    Map<String, ModelUsage> byModel,
    Map<String, BigDecimal> costByModel,
    Set<String> unpricedModels,
    long unmeteredAnswers,
    long requests,
    BigDecimal assumedCostUsd,
    Optional<String> moneyGone,
    Optional<ProviderError> lastProviderError) {
  static final String LIMIT_REACHED =
      "The cost limit of this run (limits.max_cost_usd) is reached.";

  /** At list prices; empty when a model has none, rather than wrong. */
  public Optional<BigDecimal> costUsd() {
    return unpricedModels.isEmpty()
        ? Optional.of(costByModel.values().stream().reduce(BigDecimal.ZERO, BigDecimal::add))
        : Optional.empty();
  }

  public ModelUsage total() {
    return byModel.values().stream().reduce(ModelUsage.NONE, ModelUsage::plus);
  }
}
