package dev.ccrunner.worker.forge;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * How changes are pushed and pull requests opened. Which hosts may be asked, {@code
 * ccr.workspace.git} says.
 *
 * @param pushTimeout how long a push may take
 * @param timeout for one answer of a forge's API
 * @param maxAnswer the largest answer that is read of it
 * @param attempts how often a forge is asked that does not answer, or answers that it cannot now
 * @param retryPause before it is asked again
 */
@ConfigurationProperties("ccr.worker.forge")
public record ForgeSettings(
    @DefaultValue("5m") Duration pushTimeout,
    @DefaultValue("30s") Duration timeout,
    @DefaultValue("1MB") DataSize maxAnswer,
    @DefaultValue("3") int attempts,
    @DefaultValue("2s") Duration retryPause) {
  public ForgeSettings {
    if (!pushTimeout.isPositive() || !timeout.isPositive() || maxAnswer.toBytes() <= 0) {
      throw new IllegalArgumentException(
          "ccr.worker.forge.push-timeout, timeout and max-answer: expected more than 0, found %s, %s and %s"
              .formatted(pushTimeout, timeout, maxAnswer));
    }
    if (attempts < 1) {
      throw new IllegalArgumentException(
          "ccr.worker.forge.attempts: expected 1 or more, found " + attempts);
    }
  }
}
