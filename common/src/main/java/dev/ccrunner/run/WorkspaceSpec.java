package dev.ccrunner.run;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a run finds in its working directory, and what becomes of it. In a session only the first
 * run's counts: those after it find what the one before them left.
 *
 * @param git a repository; null: none
 * @param files put into the directory after the repository, in order
 * @param keep when the directory outlives the run; in a session it always does
 * @param keepFor for how long it is kept; null: as long as the installation says
 */
public record WorkspaceSpec(
    @Nullable GitSource git, List<PlacedFile> files, Keep keep, @Nullable Duration keepFor) {
  /** An empty directory that goes with the run. */
  public static final WorkspaceSpec EMPTY = new WorkspaceSpec(null, List.of(), Keep.NEVER, null);

  public WorkspaceSpec {
    files = List.copyOf(files);
  }

  /** Whether the directory is kept when the run has ended. */
  public enum Keep {
    NEVER,
    /** Unless it succeeded. */
    ON_FAILURE,
    ALWAYS
  }
}
