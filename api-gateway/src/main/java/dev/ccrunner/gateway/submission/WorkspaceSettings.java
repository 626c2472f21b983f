package dev.ccrunner.gateway.submission;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import java.time.Duration;
import org.hibernate.validator.constraints.time.DurationMin;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * What a run may ask for to be in its working directory.
 *
 * @param maxFiles uploaded files that are put into it
 * @param maxDepth the longest history of a clone that a run may name; all of it is always allowed
 * @param maxKeepFor the longest {@code workspace.keep_for}
 */
@Validated
@ConfigurationProperties("ccr.runs.workspace")
record WorkspaceSettings(
    @Min(0) @Max(10000) @DefaultValue("200") int maxFiles,
    @Min(1) @DefaultValue("1000000") int maxDepth,
    @NotNull @DurationMin(seconds = 1) @DefaultValue("30d") Duration maxKeepFor) {}
