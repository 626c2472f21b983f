package dev.ccrunner.infra.postgres;

import dev.ccrunner.run.RunId;
import dev.ccrunner.run.RunStatus;
import dev.ccrunner.session.SessionId;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Which runs of a team to list; every condition must hold.
 *
 * @param session only runs of this session
 * @param labels each must be set to exactly this value
 * @param before only runs older than this one: where the page before ended
 */
public record RunFilter(
    @Nullable RunStatus status,
    @Nullable SessionId session,
    Map<String, String> labels,
    @Nullable Instant createdAfter,
    @Nullable RunId before) {
  public RunFilter {
    labels = Map.copyOf(labels);
  }

  /** Whatever session they belong to. */
  public RunFilter(
      @Nullable RunStatus status,
      Map<String, String> labels,
      @Nullable Instant createdAfter,
      @Nullable RunId before) {
    this(status, null, labels, createdAfter, before);
  }
}
