package dev.ccrunner.gateway.workers;

import jakarta.validation.constraints.NotNull;
import java.time.Duration;
import org.hibernate.validator.constraints.time.DurationMin;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * Which workers are shown.
 *
 * @param seenWithin one that was not heard of for longer is no longer shown; as long as a lease
 */
@Validated
@ConfigurationProperties("ccr.workers")
record WorkerSettings(
    @NotNull @DurationMin(seconds = 1) @DefaultValue("30s") Duration seenWithin) {}
