package dev.ccrunner.worker.execution;

import dev.ccrunner.infra.postgres.AttemptUse;
import dev.ccrunner.run.ModelUse;
import dev.ccrunner.run.RunUsage;
import dev.ccrunner.run.TokenUsage;
import dev.ccrunner.worker.broker.AttemptMeter;
import dev.ccrunner.worker.broker.ProviderError.Kind;
import dev.ccrunner.worker.claudecode.ProviderError;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** What the broker saw of an attempt, in the words of those who judge and store it. */
record Metered(
    AttemptUse use, Optional<ProviderError> lastProviderError, Optional<String> moneyGone) {

  static Metered of(AttemptMeter meter) {
    Map<String, ModelUse> byModel = new HashMap<>();
    meter
        .byModel()
        .forEach((model, used) ->
            byModel.put(
                model,
                new ModelUse(
                    new TokenUsage(
                        used.inputTokens(),
                        used.outputTokens(),
                        used.cacheReadInputTokens(),
                        used.cacheCreationInputTokens()),
                    meter.costByModel().get(model))));
    return new Metered(
        new AttemptUse(RunUsage.of(byModel), meter.assumedCostUsd(), meter.unmeteredAnswers() == 0),
        meter.lastProviderError().map(Metered::providerError),
        meter.moneyGone());
  }

  private static ProviderError providerError(dev.ccrunner.worker.broker.ProviderError error) {
    int status = error.kind() == Kind.UNREACHABLE ? ProviderError.UNREACHABLE : error.status();
    return new ProviderError(status, error.type(), error.message());
  }
}
