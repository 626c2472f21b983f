package dev.ccrunner.infra.postgres;

import dev.ccrunner.session.SessionId;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Which sessions of a team to list; every condition must hold.
 *
 * @param status null: all that are not archived
 * @param labels each must be set to exactly this value
 * @param before only sessions older than this one: where the page before ended
 */
public record SessionFilter(
    @Nullable SessionStatus status,
    Map<String, String> labels,
    @Nullable Instant createdAfter,
    @Nullable SessionId before) {
  public SessionFilter {
    labels = Map.copyOf(labels);
  }

  /** The same, after {@code last}. */
  public SessionFilter after(SessionId last) {
    return new SessionFilter(status, labels, createdAfter, last);
  }
}
