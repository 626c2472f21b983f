package dev.ccrunner.worker.broker;

/** There was no answer. */
final class ProviderFailed extends Exception {

  /** Why, as far as it decides what happens next. */
  enum Reason {
    /** No connection was made, so nothing was asked: safe to try again. */
    NOT_CONNECTED,
    /** The connection broke before an answer; the provider may have worked, and charged, for it. */
    BROKEN,
    TIMEOUT,
    /** Ended by us, because the attempt is over. */
    ABORTED
  }

  private final Reason reason;

  ProviderFailed(Reason reason, Throwable cause) {
    super(
        cause.getClass().getSimpleName()
            + (cause.getMessage() == null ? "" : ": " + cause.getMessage()),
        cause);
    this.reason = reason;
  }

  Reason reason() {
    return reason;
  }
}
