package dev.ccrunner.worker.process;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The signals Java cannot send itself, by the shell's own {@code kill}. */
final class Signals {

  private static final Logger log = LoggerFactory.getLogger(Signals.class);
  private static final long SHELL_SECONDS = 5;

  void interrupt(long pid) {
    shell(List.of("/bin/sh", "-c", "kill -INT \"$0\"", Long.toString(pid)));
  }

  /**
   * SIGKILL to every process of that user at once; only root may take another user's place for it.
   */
  void killEverythingOf(int uid) {
    var user = Integer.toString(uid);
    shell(
        List.of(
            "/usr/bin/setpriv",
            "--reuid",
            user,
            "--regid",
            user,
            "--clear-groups",
            "/bin/sh",
            "-c",
            "kill -KILL -1"));
  }

  private static void shell(List<String> argv) {
    var builder =
        new ProcessBuilder(argv)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .redirectError(ProcessBuilder.Redirect.DISCARD);
    builder.environment().clear();
    try {
      var process = builder.start();
      if (!process.waitFor(SHELL_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (IOException e) {
      log.warn(
          "Could not run {}: {}; falling back to one signal per process", argv, e.getMessage());
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }
}
