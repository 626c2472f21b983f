package dev.ccrunner.run;

/**
 * Why this run failed.
 *
 * @param message what happened, with what was expected and what was found, and what to do
 */
public record RunFailure(FailureCode code, String message) {

  /** A failure whose message ends with the code's advice. */
  public static RunFailure of(FailureCode code, String whatHappened) {
    return new RunFailure(code, whatHappened + " " + code.advice());
  }
}
