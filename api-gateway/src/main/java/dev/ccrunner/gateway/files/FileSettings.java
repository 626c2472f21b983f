package dev.ccrunner.gateway.files;

import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import java.time.Duration;
import org.hibernate.validator.constraints.time.DurationMin;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;
import org.springframework.validation.annotation.Validated;

/**
 * What may be uploaded.
 *
 * @param maxSize the largest file
 * @param keep how long a file is kept whose uploader does not say
 * @param maxKeep the longest that an uploader may say
 * @param maxUploads how many uploads may go on at one gateway; one more is answered 429
 * @param uploadWithin how long one upload may take
 */
@Validated
@ConfigurationProperties("ccr.files")
record FileSettings(
    @NotNull @DefaultValue("512MB") DataSize maxSize,
    @NotNull @DurationMin(minutes = 1) @DefaultValue("30d") Duration keep,
    @NotNull @DurationMin(minutes = 1) @DefaultValue("365d") Duration maxKeep,
    @Min(1) @DefaultValue("64") int maxUploads,
    @NotNull @DurationMin(seconds = 1) @DefaultValue("1h") Duration uploadWithin) {
  FileSettings {
    if (maxSize.toBytes() < 1) {
      throw new IllegalArgumentException(
          "ccr.files.max-size: expected at least 1B, found " + maxSize);
    }
    if (keep.compareTo(maxKeep) > 0) {
      throw new IllegalArgumentException(
          "Expected ccr.files.keep (%s) not to be longer than ccr.files.max-keep (%s)"
              .formatted(keep, maxKeep));
    }
  }
}
