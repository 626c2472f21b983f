package dev.ccrunner.embedded;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** A process and those it started. */
record ProcessTree(ProcessHandle root) {

  private static final Duration KILLED_WITHIN = Duration.ofSeconds(5);

  static ProcessTree of(ProcessHandle root) {
    return new ProcessTree(root);
  }

  /** Politely first, then without asking. */
  void stop(StopSignal signal, Duration within) {
    signal.send(root);
    if (!gone(root, within)) {
      kill();
    }
  }

  /**
   * At once. The children are listed before the parent dies, for afterwards nothing connects them
   * with it.
   */
  void kill() {
    List<ProcessHandle> children = root.descendants().toList();
    root.destroyForcibly();
    children.forEach(ProcessHandle::destroyForcibly);
    gone(root, KILLED_WITHIN);
    children.forEach(child -> gone(child, KILLED_WITHIN));
  }

  /** Waits until a killed process is gone. */
  static void awaitEnd(ProcessHandle process) {
    gone(process, KILLED_WITHIN);
  }

  private static boolean gone(ProcessHandle process, Duration within) {
    try {
      process.onExit().get(within.toMillis(), TimeUnit.MILLISECONDS);
      return true;
    } catch (TimeoutException | ExecutionException _) {
      return !process.isAlive();
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      return !process.isAlive();
    }
  }
}
