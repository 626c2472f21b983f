package dev.ccrunner.worker.forge;

/** A forge did not do what it was asked. The message has its own words and no credential. */
final class ForgeRefused extends Exception {
  /** What no answer came for. */
  static final int NO_ANSWER = -1;

  private final int status;

  ForgeRefused(int status, String message) {
    super(message);
    this.status = status;
  }

  ForgeRefused(String message, Throwable cause) {
    super(message, cause);
    this.status = NO_ANSWER;
  }

  /** Whether there may be one already, as far as the status tells. */
  boolean mayBeThere() {
    return status == 409 || status == 422;
  }

  /** Whether the same may be asked again, since nothing was decided. */
  boolean passing() {
    return status == NO_ANSWER || status == 429 || status >= 500;
  }
}
