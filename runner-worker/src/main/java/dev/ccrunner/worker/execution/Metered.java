package dev.ccrunner.worker.execution;

import dev.ccrunner.run.RunUsage;
import dev.ccrunner.run.TokenUsage;
import dev.ccrunner.worker.broker.AttemptMeter;
import dev.ccrunner.worker.broker.ProviderError.Kind;
import dev.ccrunner.worker.claudecode.ProviderError;
import java.math.BigDecimal;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What the broker saw of an attempt, in the words of those who judge and store it.
 *
 * @param charged what it counts in budgets
 */
record Metered(
    RunUsage usage,
    BigDecimal charged,
    Optional<ProviderError> lastProviderError,
    Optional<String> moneyGone) {

  static Metered of(AttemptMeter meter) {
    Map<String, TokenUsage> tokens = new HashMap<>();
    meter
        .byModel()
        .forEach((model, used) ->
            tokens.put(
                model,
                new TokenUsage(
                    used.inputTokens(),
                    used.outputTokens(),
                    used.cacheReadInputTokens(),
                    used.cacheCreationInputTokens())));
    return new Metered(
        new RunUsage(tokens, meter.costUsd().orElse(null)),
        meter.assumedCostUsd(),
        meter.lastProviderError().map(Metered::providerError),
        meter.moneyGone());
  }

  private static ProviderError providerError(dev.ccrunner.worker.broker.ProviderError error) {
    int status = error.kind() == Kind.UNREACHABLE ? ProviderError.UNREACHABLE : error.status();
    return new ProviderError(status, error.type(), error.message());
  }
}
