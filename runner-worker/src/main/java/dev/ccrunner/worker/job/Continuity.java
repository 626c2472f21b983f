package dev.ccrunner.worker.job;

import dev.ccrunner.infra.postgres.RunOutput;
import dev.ccrunner.run.RunOutcome;
import dev.ccrunner.worker.claudecode.CliMessage;
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

  /** What one run of a session has left on this machine for the next. Closing it forgets that. */
  interface Left extends AutoCloseable {
    /** The next run's part; it is closed instead of this from then on. */
    Continued goOn(Job job, JobEvents events, BooleanSupplier unless);

    @Override
    void close();
  }

  /** One attempt's part in it. Closing it forgets what is on this machine. */
  interface Continued extends AutoCloseable {
    /** The workspace that was brought back; empty: there was none, and it has to be made. */
    Optional<PreparedWorkspace> workspace();

    /** How Claude Code's own conversation is called. */
    UUID conversation();

    /** Whether it is one that goes on: its file lies in the job's home. */
    boolean resumed();

    /** Whether the conversation that goes on has this message already. */
    boolean heard(UUID message);

    /** The workspace is ready, brought back or new; nothing of the run has been in it yet. */
    void ready(PreparedWorkspace workspace);

    /**
     * Takes what Claude Code has written into its record of the conversation. Waits while too much
     * is not stored yet.
     */
    void mirrored(CliMessage.Mirrored lines) throws InterruptedException;

    /**
     * Claude Code has ended and so has all that it started: keeps what the next one needs.
     *
     * @param outcome as it is judged
     */
    List<RunOutput> end(RunOutcome outcome) throws InterruptedException;

    /** From here on nothing of ours reads the workspace by itself; returns when nothing does. */
    void rest();

    /**
     * After {@link #end}: what the session's next run goes on with when it finds all on this
     * machine as it is now. Empty: it has to be brought back.
     */
    Optional<Left> left();

    @Override
    void close();
  }
}
