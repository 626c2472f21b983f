package dev.ccrunner.infra.postgres;

import dev.ccrunner.team.Subject;
import org.jspecify.annotations.Nullable;

/**
 * What a subject may use at most, as far as somebody has said so; null: nobody has.
 *
 * @param requestsPerMinute requests to the API
 * @param submitsPerMinute submitted runs among them
 * @param queuedRuns runs that wait for a worker at once
 * @param concurrentRuns runs that workers carry out at once
 */
public record UsageLimit(
    Subject subject,
    @Nullable Integer requestsPerMinute,
    @Nullable Integer submitsPerMinute,
    @Nullable Integer queuedRuns,
    @Nullable Integer concurrentRuns) {

  /** Nobody has said anything. */
  public static UsageLimit none(Subject subject) {
    return new UsageLimit(subject, null, null, null, null);
  }
}
