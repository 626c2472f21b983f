package dev.ccrunner.gateway.content;

import jakarta.validation.constraints.NotNull;
import java.time.Duration;
import org.hibernate.validator.constraints.time.DurationMin;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * Downloads of files and of what runs have left.
 *
 * @param writeDeadline a client that takes not one byte for so long has gone
 */
@Validated
@ConfigurationProperties("ccr.downloads")
record ContentSettings(
    @NotNull @DurationMin(millis = 100) @DefaultValue("60s") Duration writeDeadline) {}
