package dev.ccrunner.embedded;

import java.io.IOException;

/** The polite ways to end a process. */
public enum StopSignal {
  /** PostgreSQL: close the connections and stop ("fast"). Redis, Kafka: the same as TERMINATE. */
  INTERRUPT("INT"),
  /** PostgreSQL would wait for its clients to leave on their own. */
  TERMINATE("TERM");

  private final String shellName;

  StopSignal(String shellName) {
    this.shellName = shellName;
  }

  String shellName() {
    return shellName;
  }

  /** Java itself can only send TERM and KILL. */
  void send(ProcessHandle process) {
    if (this == TERMINATE) {
      process.destroy();
      return;
    }
    try {
      new ProcessBuilder(
              "/bin/sh",
              "-c",
              "kill -s \"$1\" \"$2\"",
              "sh",
              shellName,
              Long.toString(process.pid()))
          .redirectOutput(ProcessBuilder.Redirect.DISCARD)
          .redirectError(ProcessBuilder.Redirect.DISCARD)
          .start()
          .waitFor();
    } catch (IOException _) {
      process.destroy();
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }
}
