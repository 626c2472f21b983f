package dev.ccrunner.gateway.health;

import jakarta.validation.constraints.NotNull;
import java.time.Duration;
import org.hibernate.validator.constraints.time.DurationMin;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * How readiness is found out.
 *
 * @param timeout how long a service may take to answer
 * @param cacheTtl how long an answer is good, so that anybody may ask often
 */
@Validated
@ConfigurationProperties("ccr.health")
record HealthSettings(
    @NotNull @DurationMin(millis = 10) @DefaultValue("1s") Duration timeout,
    @NotNull @DurationMin(millis = 0) @DefaultValue("1s") Duration cacheTtl) {}
