package dev.ccrunner.local.console;

import org.jspecify.annotations.Nullable;

/**
 * Something a person has to mend. The message is all they get to see: what was found, and what to
 * do, in one line.
 */
public class CannotContinue extends RuntimeException {

  public CannotContinue(String message) {
    super(message);
  }

  public CannotContinue(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
