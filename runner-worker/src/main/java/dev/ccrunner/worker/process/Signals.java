package dev.ccrunner.worker.process;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
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

  void stop(Collection<Long> pids) {
    shell(each("STOP", pids));
  }

  void goOn(Collection<Long> pids) {
    shell(each("CONT", pids));
  }

  private static List<String> each(String signal, Collection<Long> pids) {
    var argv =
        new ArrayList<>(
            List.of("/bin/sh", "-c", "for pid; do kill -" + signal + " \"$pid\"; done", "each"));
    pids.forEach(pid -> argv.add(pid.toString()));
    return argv;
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
