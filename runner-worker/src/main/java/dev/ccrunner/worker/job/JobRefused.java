package dev.ccrunner.worker.job;

import dev.ccrunner.run.FailureCode;
import dev.ccrunner.run.RunFailure;

/** The run cannot be carried out, for a reason that belongs into its failure. */
public final class JobRefused extends Exception {
  private final RunFailure failure;

  /** A failure that says what happened, and ends with the code's advice. */
  public JobRefused(FailureCode code, String whatHappened) {
    super(whatHappened);
    this.failure = RunFailure.of(code, whatHappened);
  }

  public RunFailure failure() {
    return failure;
  }
}
