package dev.ccrunner.local.claudecode;

import org.jspecify.annotations.Nullable;

/** A source that cannot be reached or does not have it; another may. */
final class SourceUnusable extends Exception {

  SourceUnusable(String message) {
    super(message);
  }

  SourceUnusable(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
