package dev.ccrunner.gateway.identity.keys;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import java.time.Duration;
import org.hibernate.validator.constraints.time.DurationMax;
import org.hibernate.validator.constraints.time.DurationMin;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * How keys are looked up and replaced.
 *
 * @param cacheTtl how long a key that was just looked up is believed, and so how long a revoked one
 *     goes on working on a gateway that has just seen it; at most 1 s
 * @param cacheSize how many keys are remembered at once
 * @param lastUseInterval how often the last use of keys is written down, all of them in one go
 * @param rotationOverlap how long a key goes on beside the one that replaces it, when a rotation
 *     does not say
 * @param maxRotationOverlap the longest a rotation may ask for
 */
@Validated
@ConfigurationProperties("ccr.identity")
record IdentitySettings(
    @NotNull @DurationMin(millis = 0) @DurationMax(seconds = 1) @DefaultValue("1s")
        Duration cacheTtl,
    @Min(1) @Max(1_000_000) @DefaultValue("10000") int cacheSize,
    @NotNull @DurationMin(millis = 100) @DefaultValue("60s") Duration lastUseInterval,
    @NotNull @DurationMin(millis = 0) @DefaultValue("24h") Duration rotationOverlap,
    @NotNull @DurationMin(millis = 0) @DefaultValue("30d") Duration maxRotationOverlap) {}
