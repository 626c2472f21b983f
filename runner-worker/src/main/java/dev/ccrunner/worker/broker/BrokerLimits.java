package dev.ccrunner.worker.broker;

import java.math.BigDecimal;
import java.util.Optional;

/**
 * What an attempt may use.
 *
 * @param maxCostUsd when its calls have cost that much, further ones are refused; a call under way
 *     is not cut, so the last one may overshoot
 */
public record BrokerLimits(Optional<BigDecimal> maxCostUsd) {

  public static BrokerLimits none() {
    return new BrokerLimits(Optional.empty());
  }

  public static BrokerLimits ofCost(BigDecimal maxCostUsd) {
    return new BrokerLimits(Optional.of(maxCostUsd));
  }
}
