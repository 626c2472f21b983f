package dev.ccrunner.worker.process;

import java.time.Duration;
import java.util.Optional;

/** One launched child with everything it starts; closing it ends all of them. */
public interface Child extends AutoCloseable {

  /** The process id on the host; inside a pid namespace the program has another one. */
  long pid();

  boolean isAlive();

  /**
   * Hands one line to the child's standard input. Waits at most {@link ProcessSettings#sendWait()}
   * for room.
   *
   * @return false when the child is gone, its input was closed, or it does not read: then the line
   *     was not sent
   */
  boolean send(String line) throws InterruptedException;

  /** End of input, after all lines sent before it. */
  void closeInput();

  /** SIGINT to the program: Claude Code ends its turn, prints a result and exits 0. */
  void interrupt();

  /** SIGTERM to the program: Claude Code exits 143 without a result. */
  void terminate();

  /**
   * SIGKILL to everything the run started. After it was closed this does nothing: by then its user
   * may be another run's.
   */
  void kill();

  /**
   * SIGSTOP to everything the run started, until two looks after each other find nobody at work.
   *
   * @return false when somebody still is after {@code atMost}
   */
  boolean freeze(Duration atMost);

  /** SIGCONT to everything the run started. */
  void thaw();

  /** What it has written to standard error since this was last asked, or the end of it. */
  String takeErrors();

  /**
   * Asks, insists, then ends it:
   *
   * <pre>
   * t0                SIGINT    a last result may still be printed (0.1 to 1.2 s)
   * t0 + interruptGrace   SIGTERM   no result any more, but files are closed
   * t0 + interruptGrace + terminateGrace   SIGKILL   to everything the run started
   * </pre>
   */
  Exit stop() throws InterruptedException;

  /** Waits for the end of the child and of its output, for as long as it takes. */
  Exit awaitExit() throws InterruptedException;

  /** The same with an upper bound; empty when the child still runs after it. */
  Optional<Exit> awaitExit(Duration atMost) throws InterruptedException;

  /**
   * Kills whatever is left of the run and returns when it is gone, or after {@link
   * ProcessSettings#killWait()} with an ERROR in the log. Safe to call twice and after a normal
   * end, when it still finds what the run left in the background. Waits for a {@link #kill} that is
   * going on.
   */
  @Override
  void close();
}
