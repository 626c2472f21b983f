package dev.ccrunner.worker.process;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;

/** A program of ours that runs to its end: bytes in, bytes out. Closing it ends it. */
public interface Program extends AutoCloseable {

  /**
   * Waits for its end and for the end of its output; empty when it still runs after {@code atMost}.
   *
   * @throws IOException when its input could not be read or its output not be taken; it has been
   *     killed then
   */
  Optional<ProgramExit> awaitExit(Duration atMost) throws IOException, InterruptedException;

  /** SIGKILL to the program and everything that it started. */
  void kill();

  /** Kills what is left of it and returns when that is gone. Safe to call twice. */
  @Override
  void close();
}
