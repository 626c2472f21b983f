package dev.ccrunner.demomodel;

import org.jspecify.annotations.Nullable;

/** What goes wrong with an answer. */
sealed interface Fault {

  /**
   * An error status instead of an answer; {@code retryAfter} in seconds becomes the header of that
   * name.
   */
  record Status(int status, @Nullable Integer retryAfter, @Nullable String message)
      implements Fault {}

  /** The connection is closed in the middle of the answer. */
  record Cut(int afterChars) implements Fault {}

  /** Nothing comes for a while in the middle of the answer, then the rest. */
  record Stall(int afterChars, long millis) implements Fault {}

  /** An {@code error} event in the middle of the stream, after status 200. */
  record ErrorEvent(int afterChars, int status) implements Fault {}

  /** Status 200 and something that is no answer at all. */
  record Garbage() implements Fault {}
}
