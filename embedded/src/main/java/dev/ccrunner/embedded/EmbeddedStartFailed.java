package dev.ccrunner.embedded;

import org.jspecify.annotations.Nullable;

/**
 * A service could not be started. The message is one or two sentences for a person: what was found,
 * and what to do.
 */
public final class EmbeddedStartFailed extends RuntimeException {

  EmbeddedStartFailed(String message) {
    super(message);
  }

  EmbeddedStartFailed(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
