package dev.ccrunner.infra.audit;

import org.jspecify.annotations.Nullable;

/**
 * One thing that somebody did.
 *
 * @param actor who: the id of a user or of an API key, or {@link #SYSTEM}
 * @param action what, for example {@code api_key.created}
 * @param target the id of what it was done to
 * @param origin from where; null: by the service itself
 * @param beforeJson what the target was like, a JSON object without secrets; null: it did not exist
 * @param afterJson what it is like now; null: it does not exist any more
 */
public record AuditEntry(
    String actor,
    String action,
    String target,
    @Nullable Origin origin,
    @Nullable String beforeJson,
    @Nullable String afterJson) {

  /** The actor of what the service does by itself. */
  public static final String SYSTEM = "system";

  /**
   * Where a request came from.
   *
   * @param address of the client, as far as it is believed
   * @param requestId as in the answer's {@code X-Request-Id}
   */
  public record Origin(String address, String requestId) {}
}
