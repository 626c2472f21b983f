package dev.ccrunner.gateway.web;

import java.time.Duration;

/**
 * How long the client would like to wait for an end ({@code Prefer: wait=N}, RFC 7240), as handlers
 * ask for it.
 *
 * @param longest zero when it would not
 */
public record Wait(Duration longest) {
  /** Not at all. */
  public static final Wait NONE = new Wait(Duration.ZERO);

  /** Whether to wait at all. */
  public boolean wanted() {
    return longest.isPositive();
  }

  /** The value of {@code Preference-Applied} that says so. */
  public String applied() {
    return "wait=" + longest.toSeconds();
  }
}
