package dev.ccrunner.infra.postgres;

import dev.ccrunner.key.ApiKeyId;
import dev.ccrunner.team.UserId;
import java.time.LocalDate;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Which use a report is about; null: whatever it is.
 *
 * @param from first day of UTC on which an attempt ended
 * @param to last day, included
 * @param model only what was used of this model
 * @param labels which the run must have, with exactly these values
 */
public record UsageFilter(
    LocalDate from,
    LocalDate to,
    @Nullable UserId user,
    @Nullable ApiKeyId key,
    @Nullable String model,
    Map<String, String> labels) {
  public UsageFilter {
    // Sorted, so that equal filters have equal words.
    labels = java.util.Collections.unmodifiableMap(new TreeMap<>(labels));
  }
}
