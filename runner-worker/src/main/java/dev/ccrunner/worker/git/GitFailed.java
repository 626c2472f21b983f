package dev.ccrunner.worker.git;

import dev.ccrunner.run.FailureCode;

/** A repository cannot be had, and why. The message has no credential in it. */
public final class GitFailed extends Exception {
  private final FailureCode code;
  private final boolean ours;

  private GitFailed(FailureCode code, String message, boolean ours) {
    super(message);
    this.code = code;
    this.ours = ours;
  }

  public GitFailed(FailureCode code, String message) {
    this(code, message, false);
  }

  /** Not the remote's doing: what is kept here may be broken, and is worth to be fetched anew. */
  static GitFailed ours(String message) {
    return new GitFailed(FailureCode.WORKSPACE_FAILED, message, true);
  }

  public FailureCode code() {
    return code;
  }

  boolean isOurs() {
    return ours;
  }
}
