package dev.ccrunner.gateway.usage;

import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import java.time.Duration;
import org.hibernate.validator.constraints.time.DurationMin;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * How much a report of use may ask for.
 *
 * @param longestSpan from its first day to its last, both included
 * @param defaultSpan the days of a report that does not say
 * @param maxRows rows on one page at most; a client may ask for fewer
 * @param patience so long PostgreSQL may add up for one page, to the second; what takes longer is
 *     refused
 */
@Validated
@ConfigurationProperties("ccr.usage")
record UsageSettings(
    @NotNull @DurationMin(days = 1) @DefaultValue("366d") Duration longestSpan,
    @NotNull @DurationMin(days = 1) @DefaultValue("30d") Duration defaultSpan,
    @Min(1) @DefaultValue("10000") int maxRows,
    @NotNull @DurationMin(seconds = 1) @DefaultValue("20s") Duration patience) {
  /** What a client gets that does not say how many rows it wants. */
  int defaultRows() {
    return Math.min(1_000, maxRows);
  }
}
