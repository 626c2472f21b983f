package dev.ccrunner.worker.execution;

import dev.ccrunner.run.FailureCode;
import dev.ccrunner.run.RunFailure;

/** A run cannot start, because of a secret. The message names it and has nothing of its value. */
final class SecretUnavailable extends Exception {
  private static final long serialVersionUID = 1;

  private final RunFailure failure;

  SecretUnavailable(FailureCode code, String what) {
    super(what);
    this.failure = RunFailure.of(code, what);
  }

  RunFailure failure() {
    return failure;
  }
}
