package dev.ccrunner.gateway.submission;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import java.time.Duration;
import org.hibernate.validator.constraints.time.DurationMin;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;
import org.springframework.validation.annotation.Validated;

/**
 * Which checks a run may ask for.
 *
 * @param maxChecks checks of one run
 * @param maxCommand the longest command, as UTF-8; below the 128 KiB that Linux allows for one
 *     argument of a process
 * @param defaultRounds how often Claude Code is told of a failure of a check that does not say
 * @param maxRounds the most a check may ask for
 * @param defaultTimeout of one execution of a check that names none
 * @param maxTimeout the longest a check may ask for; the run's own timeout holds beside it
 */
@Validated
@ConfigurationProperties("ccr.runs.checks")
record CheckSettings(
    @Min(0) @Max(100) @DefaultValue("20") int maxChecks,
    @NotNull @DefaultValue("16KB") DataSize maxCommand,
    @Min(0) @Max(100) @DefaultValue("2") int defaultRounds,
    @Min(0) @Max(100) @DefaultValue("20") int maxRounds,
    @NotNull @DurationMin(seconds = 1) @DefaultValue("10m") Duration defaultTimeout,
    @NotNull @DurationMin(seconds = 1) @DefaultValue("6h") Duration maxTimeout) {
  private static final int LINUX_ARGUMENT = 128 * 1024;

  CheckSettings {
    if (maxCommand.toBytes() >= LINUX_ARGUMENT) {
      throw new IllegalArgumentException(
          "Expected ccr.runs.checks.max-command to be less than %d bytes, found %s"
              .formatted(LINUX_ARGUMENT, maxCommand));
    }
    if (defaultRounds > maxRounds) {
      throw new IllegalArgumentException(
          "Expected ccr.runs.checks.default-rounds (%d) not to be more than"
                  .formatted(defaultRounds)
              + " ccr.runs.checks.max-rounds (%d)".formatted(maxRounds));
    }
    if (defaultTimeout.compareTo(maxTimeout) > 0) {
      throw new IllegalArgumentException(
          "Expected ccr.runs.checks.default-timeout (%s) not to be longer than"
                  .formatted(defaultTimeout)
              + " ccr.runs.checks.max-timeout (%s)".formatted(maxTimeout));
    }
  }
}
