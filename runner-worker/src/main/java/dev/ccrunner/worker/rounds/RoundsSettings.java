package dev.ccrunner.worker.rounds;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * How much of what checks print is kept.
 *
 * @param maxLog of one execution, as events of the type {@code log}; what is beyond is only counted
 * @param maxTail of its end, in {@code check.finished} and in what Claude Code is told
 */
@ConfigurationProperties("ccr.worker.checks")
public record RoundsSettings(
    @DefaultValue("256KB") DataSize maxLog, @DefaultValue("16KB") DataSize maxTail) {
  public RoundsSettings {
    if (maxLog.isNegative() || maxTail.isNegative()) {
      throw new IllegalArgumentException(
          "Expected ccr.worker.checks.max-log (%s) and ccr.worker.checks.max-tail (%s) not to be"
                  .formatted(maxLog, maxTail)
              + " negative");
    }
  }
}
