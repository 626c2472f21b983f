package dev.ccrunner.worker.broker;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * What went wrong at the provider, for judging a run.
 *
 * @param kind what that means
 * @param status HTTP status the client saw
 * @param type the provider's word for it, or the broker's
 * @param message the provider's sentence, without the key should it quote it
 * @param retryAfter how long the provider asks to wait
 * @param at when
 */
public record ProviderError(
    Kind kind, int status, String type, String message, Optional<Duration> retryAfter, Instant at) {

  /** Few kinds, because each is handled differently. */
  public enum Kind {
    /** The key is wrong or not allowed: nobody but its owner can help. */
    AUTH,
    RATE_LIMITED,
    OVERLOADED,
    /** The request itself was refused. */
    REFUSED,
    SERVER_ERROR,
    /** No connection. */
    UNREACHABLE,
    /** No first byte, or none for too long after it. */
    TIMEOUT;

    static Kind of(int status) {
      return switch (status) {
        case 401, 403 -> AUTH;
        case 429 -> RATE_LIMITED;
        case 529 -> OVERLOADED;
        case 504 -> TIMEOUT;
        default -> status >= 500 ? SERVER_ERROR : REFUSED;
      };
    }
  }
}
