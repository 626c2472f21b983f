package dev.ccrunner.gateway.idempotency;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import java.time.Duration;
import org.hibernate.validator.constraints.time.DurationMin;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * How long answers are kept for those who ask again.
 *
 * @param keep how long a key is remembered
 * @param cleanupInterval how often forgotten keys are deleted
 * @param cleanupBatch how many are deleted by one statement
 */
@Validated
@ConfigurationProperties("ccr.idempotency")
record IdempotencySettings(
    @NotNull @DurationMin(seconds = 1) @DefaultValue("24h") Duration keep,
    @NotNull @DurationMin(millis = 100) @DefaultValue("5m") Duration cleanupInterval,
    @Min(1) @Max(100_000) @DefaultValue("1000") int cleanupBatch) {}
