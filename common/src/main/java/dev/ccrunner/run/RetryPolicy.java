package dev.ccrunner.run;

import java.util.Set;

/**
 * When a run may be tried again by the service itself. A run may have had side effects, so by
 * default it is not.
 *
 * @param maxAttempts 1 to 10, the first attempt included
 * @param on the failures after which another attempt is allowed
 */
public record RetryPolicy(int maxAttempts, Set<FailureCode> on) {
  /** One attempt, whatever happens. */
  public static final RetryPolicy NEVER = new RetryPolicy(1, Set.of());

  public RetryPolicy {
    on = Set.copyOf(on);
  }

  /**
   * Whether attempt number {@code attempt} that ended with {@code code} may be followed by another.
   */
  public boolean allowsAfter(int attempt, FailureCode code) {
    return attempt < maxAttempts && on.contains(code);
  }
}
