package dev.ccrunner.gateway.submission;

import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import java.time.Duration;
import org.hibernate.validator.constraints.time.DurationMin;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * How {@code Prefer: wait} is carried out.
 *
 * @param maxWaiters requests that may wait at once on one gateway; one more is answered at once
 * @param lookInterval how often the database is asked which of the awaited runs have ended; one
 *     query per team, however many wait
 */
@Validated
@ConfigurationProperties("ccr.wait")
record WaitSettings(
    @Min(0) @DefaultValue("1000") int maxWaiters,
    @NotNull @DurationMin(millis = 10) @DefaultValue("200ms") Duration lookInterval) {}
