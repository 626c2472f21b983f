package dev.ccrunner.infra.blob;

import jakarta.validation.constraints.NotNull;
import java.nio.file.Path;
import java.time.Duration;
import org.hibernate.validator.constraints.time.DurationMin;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;
import org.springframework.validation.annotation.Validated;

/**
 * Where contents are kept: uploads, and what runs leave. Gateways and workers need the same place;
 * without any, everything works that needs no contents.
 *
 * @param store {@code directory}, or {@code s3} for a service that speaks the protocol of S3
 * @param directory of the store {@code directory}: a folder that all gateways and workers share
 * @param incoming a folder of this machine in which contents wait until all of them are there;
 *     none: that of the system for temporary files
 * @param quotaPerTeam what all contents of a team may take together
 * @param unreferencedFor how long a content is kept that nothing refers to: what is to refer to it
 *     has to be written within this time
 */
@Validated
@ConfigurationProperties("ccr.blobs")
public record BlobSettings(
    @NotNull @DefaultValue("directory") Store store,
    @Nullable Path directory,
    @Nullable Path incoming,
    @NotNull @DefaultValue("50GB") DataSize quotaPerTeam,
    @NotNull @DurationMin(minutes = 1) @DefaultValue("24h") Duration unreferencedFor) {
  /** The stores there are. */
  public enum Store {
    DIRECTORY,
    S3
  }

  public BlobSettings {
    if (quotaPerTeam.toBytes() < 1) {
      throw new IllegalArgumentException(
          "ccr.blobs.quota-per-team: expected at least 1B, found " + quotaPerTeam);
    }
  }
}
