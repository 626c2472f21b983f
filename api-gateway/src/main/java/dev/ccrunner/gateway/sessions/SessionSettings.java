package dev.ccrunner.gateway.sessions;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import java.time.Duration;
import org.hibernate.validator.constraints.time.DurationMin;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;
import org.springframework.validation.annotation.Validated;

/**
 * How long sessions are kept, and what looking for them may cost.
 *
 * @param expiresAfter how long a session that does not say is kept after it was last used
 * @param maxExpiresAfter the longest a session may ask for
 * @param maxNameLength characters of a session's name
 * @param maxSearchLength characters that can be searched for
 * @param searchRows runs whose texts one page of a search looks through at most, so that its cost
 *     is bounded; a search through more goes on with the next page. A session with more runs than
 *     this is searched by its newest ones
 * @param maxImportSize what an imported session may be, unpacked
 * @param maxImportFiles files in its archive
 * @param maxImportLine one line of an imported conversation
 * @param maxImportWorkspace what the archives of an imported working directory may be, unpacked
 * @param housekeepingEvery how often sessions that have expired are deleted, and those that are
 *     deleted are removed
 * @param housekeepingBatch sessions that are removed in one go; the rest soon after
 */
@Validated
@ConfigurationProperties("ccr.sessions")
record SessionSettings(
    @NotNull @DurationMin(seconds = 1) @DefaultValue("30d") Duration expiresAfter,
    @NotNull @DurationMin(seconds = 1) @DefaultValue("365d") Duration maxExpiresAfter,
    @Min(1) @Max(1000) @DefaultValue("200") int maxNameLength,
    @Min(1) @Max(1000) @DefaultValue("200") int maxSearchLength,
    @Min(1) @DefaultValue("20000") int searchRows,
    @NotNull @DefaultValue("2GB") DataSize maxImportSize,
    @Min(1) @DefaultValue("10000") int maxImportFiles,
    @NotNull @DefaultValue("64MB") DataSize maxImportLine,
    @NotNull @DefaultValue("20GB") DataSize maxImportWorkspace,
    @NotNull @DurationMin(millis = 100) @DefaultValue("1m") Duration housekeepingEvery,
    @Min(1) @DefaultValue("500") int housekeepingBatch) {

  SessionSettings {
    if (expiresAfter.compareTo(maxExpiresAfter) > 0) {
      throw new IllegalArgumentException(
          "Expected ccr.sessions.expires-after (%s) not to be longer than ccr.sessions.max-expires-after (%s)"
              .formatted(expiresAfter, maxExpiresAfter));
    }
  }
}
