package dev.ccrunner.e2e;

import java.util.List;

/** Which processes of a run there are on this machine. */
final class Processes {
  private Processes() {}

  /**
   * Those that live. A sandbox shows the name of its run on its command line, which has the run's
   * directory; with the number of an attempt, {@code run_…-1}, only those of that one.
   */
  static List<ProcessHandle> of(String runOrAttempt) {
    return ProcessHandle.allProcesses()
        .filter(process -> process.info().commandLine().orElse("").contains(runOrAttempt))
        .toList();
  }
}
