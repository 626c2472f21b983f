package dev.ccrunner.worker.job;

import dev.ccrunner.run.RunFailure;
import dev.ccrunner.worker.claudecode.CliResult;
import dev.ccrunner.worker.masking.SecretMask;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/** Decides whether the work is done when Claude Code says so. */
public interface Rounds {
  /**
   * One attempt's rounds.
   *
   * @param environment the run's own variables and secrets, without the model's token
   * @param unless asked now and then: true ends what is going on, with any answer
   */
  Going begin(
      Job job,
      PreparedWorkspace workspace,
      Map<String, String> environment,
      SecretMask mask,
      JobEvents events,
      BooleanSupplier unless);

  /** What is known of them so far. Used by the attempt's thread only. */
  interface Going {
    /**
     * All that was said is answered, and well, or in a form that was not asked for: the words that
     * Claude Code has to hear next, or empty when the work is done or cannot be.
     */
    Optional<String> next(CliResult result) throws InterruptedException;

    /**
     * Whether the latest look at the work came to an end: it is good, or {@link #failure()} says
     * why it is not. Without it, a good result says nothing.
     */
    boolean finished();

    /** Why the run has failed although Claude Code ended well; empty: it has not. */
    Optional<RunFailure> failure();

    /** The run's {@code checks}, a JSON array; {@code []} when there were none. */
    String checksJson();
  }
}
