package dev.ccrunner.worker.job;

import java.util.function.BooleanSupplier;

/** Makes the working directory that a run asks for. */
public interface WorkspaceSource {
  /**
   * Fills the job's empty workspace; nothing of the run has been in it yet.
   *
   * @param unless asked now and then: true ends it, with any answer
   * @throws JobRefused when the run cannot have what it asks for
   */
  PreparedWorkspace prepare(Job job, JobEvents events, BooleanSupplier unless)
      throws JobRefused, InterruptedException;
}
