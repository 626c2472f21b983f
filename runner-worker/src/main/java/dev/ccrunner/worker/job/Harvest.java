package dev.ccrunner.worker.job;

import dev.ccrunner.infra.postgres.RunOutput;
import dev.ccrunner.run.RunFailure;
import dev.ccrunner.run.RunOutcome;
import dev.ccrunner.worker.masking.SecretMask;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** Brings home what a run has made: its patch, its artifacts, its branch. */
public interface Harvest {
  /**
   * Notes how the workspace is before the run; nothing of the run has been in it yet.
   *
   * @param unless asked now and then: true ends it
   */
  Begun begin(Job job, PreparedWorkspace workspace, BooleanSupplier unless)
      throws JobRefused, InterruptedException;

  /** One attempt's harvest. */
  interface Begun {
    /** Takes the data of a {@code file.changed} that Claude Code's own tools have told of. */
    default void told(String dataJson) {}

    /**
     * Claude Code has ended and so has all that it started.
     *
     * @param outcome as it is judged: also what failed has a patch
     * @param cancelled asked now and then: true ends a push at once, and what else there is soon
     */
    Brought bring(RunOutcome outcome, SecretMask mask, JobEvents events, BooleanSupplier cancelled)
        throws InterruptedException;
  }

  /**
   * What it came to.
   *
   * @param gitJson as {@link dev.ccrunner.infra.postgres.RunOutputs#gitJson()}
   * @param failure why the run has failed although all before went well; empty: it has not
   */
  record Brought(@Nullable String gitJson, List<RunOutput> outputs, Optional<RunFailure> failure) {
    /** Nothing, and nothing was asked for. */
    public static final Brought NOTHING = new Brought(null, List.of(), Optional.empty());

    public Brought {
      outputs = List.copyOf(outputs);
    }
  }
}
