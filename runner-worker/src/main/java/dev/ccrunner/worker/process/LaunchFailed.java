package dev.ccrunner.worker.process;

import java.io.IOException;

/** The operating system did not start the program. */
public final class LaunchFailed extends Exception {

  LaunchFailed(ChildCommand command, IOException cause) {
    super(
        "Could not start "
            + command.argv().getFirst()
            + " in "
            + command.directory()
            + ": "
            + cause.getMessage(),
        cause);
  }
}
