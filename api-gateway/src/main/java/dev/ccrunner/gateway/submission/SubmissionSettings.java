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
 * What a run may ask for, and what it gets when it does not ask.
 *
 * @param defaultTimeout wall clock of a run that names none
 * @param maxTimeout the most a run may ask for
 * @param defaultIdleTimeout longest silence of a run that names none; a long build in one Bash
 *     command prints nothing, so it is generous
 * @param maxPrompt the largest prompt, as UTF-8; a larger one is answered 413
 * @param maxMessage the largest message into a running run, as UTF-8; a larger one is answered 413
 * @param maxWaitingMessages how many messages a run may have that it has not heard yet; one more is
 *     answered 429
 * @param maxQueueTime the longest {@code queue.expires_after} a run may ask for
 * @param maxSystemPrompt the largest system prompt, as UTF-8; below the 128 KiB that Linux allows
 *     for one argument of a process
 * @param maxTurns the most turns a run may ask for
 * @param maxLabels how many labels a run may have
 * @param maxLabelLength characters of a label's name or value
 * @param maxEnv how many environment variables a run may set
 * @param maxEnvSize all of them together, as UTF-8
 * @param maxRules permission rules of a run, all three lists together
 * @param maxRuleLength characters of one rule
 * @param maxPageSize prompts and results of one page of a list; a page that would be larger ends
 *     early
 * @param maxQueued runs of all teams that may wait at once; one more is answered 503 {@code
 *     queue_full}. Each gateway counts once a second and adds what it accepts itself, so the bound
 *     is overshot by at most what the other gateways accept within a second
 * @param maxQueuedPerTeam the same for each team by itself
 */
@Validated
@ConfigurationProperties("ccr.runs")
record SubmissionSettings(
    @NotNull @DurationMin(seconds = 1) @DefaultValue("45m") Duration defaultTimeout,
    @NotNull @DurationMin(seconds = 1) @DefaultValue("24h") Duration maxTimeout,
    @NotNull @DurationMin(seconds = 1) @DefaultValue("15m") Duration defaultIdleTimeout,
    @NotNull @DefaultValue("1MB") DataSize maxPrompt,
    @NotNull @DefaultValue("1MB") DataSize maxMessage,
    @Min(1) @DefaultValue("100") int maxWaitingMessages,
    @NotNull @DurationMin(seconds = 1) @DefaultValue("30d") Duration maxQueueTime,
    @NotNull @DefaultValue("96KB") DataSize maxSystemPrompt,
    @Min(1) @DefaultValue("10000") int maxTurns,
    @Min(0) @Max(1000) @DefaultValue("64") int maxLabels,
    @Min(1) @Max(1000) @DefaultValue("256") int maxLabelLength,
    @Min(0) @Max(1000) @DefaultValue("100") int maxEnv,
    @NotNull @DefaultValue("64KB") DataSize maxEnvSize,
    @Min(0) @DefaultValue("500") int maxRules,
    @Min(1) @DefaultValue("1000") int maxRuleLength,
    @NotNull @DefaultValue("8MB") DataSize maxPageSize,
    @Min(1) @DefaultValue("100000") int maxQueued,
    @Min(1) @DefaultValue("20000") int maxQueuedPerTeam) {

  SubmissionSettings {
    if (defaultTimeout.compareTo(maxTimeout) > 0) {
      throw new IllegalArgumentException(
          "Expected ccr.runs.default-timeout (%s) not to be longer than ccr.runs.max-timeout (%s)"
              .formatted(defaultTimeout, maxTimeout));
    }
  }
}
