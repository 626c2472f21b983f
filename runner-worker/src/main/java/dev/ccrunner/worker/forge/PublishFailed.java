package dev.ccrunner.worker.forge;

import dev.ccrunner.run.FailureCode;
import dev.ccrunner.run.RunFailure;
import org.jspecify.annotations.Nullable;

/** A change was not pushed, or its pull request not opened. */
public final class PublishFailed extends Exception {
  private final RunFailure failure;
  private final @Nullable Published published;

  public PublishFailed(String whatHappened, @Nullable Published published) {
    super(whatHappened);
    this.failure = RunFailure.of(FailureCode.PUSH_FAILED, whatHappened);
    this.published = published;
  }

  public RunFailure failure() {
    return failure;
  }

  /** What was pushed all the same; null: nothing. */
  public @Nullable Published published() {
    return published;
  }
}
