package dev.ccrunner.gateway.submission;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;
import org.springframework.validation.annotation.Validated;

/**
 * What a run may ask for to be brought home.
 *
 * @param maxSchema the largest JSON Schema, as UTF-8; below the 128 KiB that Linux allows for one
 *     argument of a process
 * @param defaultRepairs how often an answer that does not fit is sent back when the run does not
 *     say
 * @param maxRepairs the most a run may ask for
 * @param maxArtifacts globs of a run
 * @param maxGlob characters of one glob
 * @param maxMessage characters of a commit's message, or of the text of a pull request
 * @param authorName of commits when the run names none
 * @param authorEmail of commits when the run names none
 */
@Validated
@ConfigurationProperties("ccr.runs.output")
record OutputSettings(
    @NotNull @DefaultValue("64KB") DataSize maxSchema,
    @Min(0) @Max(100) @DefaultValue("2") int defaultRepairs,
    @Min(0) @Max(100) @DefaultValue("10") int maxRepairs,
    @Min(0) @Max(1000) @DefaultValue("100") int maxArtifacts,
    @Min(1) @Max(10000) @DefaultValue("500") int maxGlob,
    @Min(1) @Max(100000) @DefaultValue("20000") int maxMessage,
    @NotBlank @DefaultValue("Claude Code Runner") String authorName,
    @NotBlank @DefaultValue("claude-code-runner@localhost") String authorEmail) {
  private static final int LINUX_ARGUMENT = 128 * 1024;

  OutputSettings {
    if (maxSchema.toBytes() >= LINUX_ARGUMENT) {
      throw new IllegalArgumentException(
          "Expected ccr.runs.output.max-schema to be less than %d bytes, found %s"
              .formatted(LINUX_ARGUMENT, maxSchema));
    }
    if (defaultRepairs > maxRepairs) {
      throw new IllegalArgumentException(
          "Expected ccr.runs.output.default-repairs (%d) not to be more than"
                  .formatted(defaultRepairs)
              + " ccr.runs.output.max-repairs (%d)".formatted(maxRepairs));
    }
  }
}
