package dev.ccrunner.worker.job;

import dev.ccrunner.infra.postgres.RunOutput;
import dev.ccrunner.run.RunOutcome;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.BooleanSupplier;

/** Keeps what a conversation needs to go on with any worker. */
public interface Continuity {
  /**
   * Brings back what earlier runs of the session, or earlier attempts of the run, have left: into
   * the job's workspace, its {@code baseline} and its home.
   *
   * @param unless asked now and then: true ends it, with any answer
   * @throws JobRefused when it is there and cannot be brought back
   */
  Continued begin(Job job, JobEvents events, BooleanSupplier unless)
      throws JobRefused, InterruptedException;

  /** One attempt's part in it. */
  interface Continued {
    /** The workspace that was brought back; empty: there was none, and it has to be made. */
    Optional<PreparedWorkspace> workspace();

    /** How Claude Code's own conversation is called. */
    UUID conversation();

    /** Whether it is one that goes on: its file lies in the job's home. */
    boolean resumed();

    /** The workspace is ready, brought back or new; nothing of the run has been in it yet. */
    void ready(PreparedWorkspace workspace) throws InterruptedException;

    /** Takes one line of Claude Code's mirror, masked. Waits while too much is not stored yet. */
    void mirrored(String line) throws InterruptedException;

    /** A tool that may have changed the workspace has ended. Returns at once. */
    void worked();

    /**
     * Claude Code has ended and so has all that it started: keeps what the next one needs.
     *
     * @param outcome as it is judged
     */
    List<RunOutput> end(RunOutcome outcome) throws InterruptedException;
  }
}
