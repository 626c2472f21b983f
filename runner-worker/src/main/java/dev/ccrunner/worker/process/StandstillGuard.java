package dev.ccrunner.worker.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Kills the children at a moment this JVM cannot see coming: when it stands still itself (SIGSTOP,
 * a machine that swaps, a virtual machine that is held). Its own clocks stand still with it, and
 * meanwhile another worker may get the runs.
 *
 * <p>So a small shell beside it looks twice a second at a file that says until when the children
 * may live, and asks the kernel for all that the launcher thread has forked. The shell ends with
 * the worker. It notes that it has killed before it does, so that the worker does not take the end
 * of a child for the child's own. While the worker stands still, its dead children stay zombies:
 * their ids cannot become another's.
 *
 * <p>Time is the kernel's, since boot. Where there is no /proc there is no guard.
 */
public final class StandstillGuard implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(StandstillGuard.class);
  private static final Path UPTIME = Path.of("/proc/uptime");
  private static final long NEVER = Long.MAX_VALUE;
  private static final long HUNDREDTH_NANOS = 10_000_000;
  private static final long ROUNDING = 2;

  /**
   * Only descendants: in local mode the JVM has other children too. The whole tree is looked up
   * level by level and dealt with at once: on a machine in trouble each process that the shell
   * starts takes its time, and there is not much. It is stopped before it is killed, for what one
   * begins that is killed next would have no parent by which to find it.
   */
  private static final String SCRIPT =
      """
      trap '' INT HUP TERM
      tree() {
        all= level=$(cat "$1")
        while [ -n "$level" ]; do
          all="$all $level" files=
          for process in $level; do files="$files /proc/$process/task/*/children"; done
          level=$(cat $files)
        done
      }
      while kill -0 "$2" 2>/dev/null && [ -d "$1" ]; do
        sleep 0.5
        read -r due <"$1/due" || continue
        read -r up _ </proc/uptime
        [ "${up%.*}${up#*.}" -ge "$due" ] || continue
        : >"$1/fired"
        known= rounds=0
        while tree "$3"; [ "$all" != "$known" ] && [ $((rounds += 1)) -le 10 ]; do
          kill -STOP $all
          known=$all
        done
        [ -z "$all" ] || kill -9 $all
      done 2>/dev/null
      rm -rf "$1"
      """;

  private final @Nullable Path folder;
  private long due = NEVER;

  private StandstillGuard(@Nullable Path folder) {
    this.folder = folder;
  }

  static StandstillGuard start(LauncherThread launcher) {
    var children = launcher.children();
    if (children.isEmpty() || !Files.isReadable(UPTIME)) {
      log.info("No /proc: should this worker stand still, its runs' processes go on");
      return new StandstillGuard(null);
    }
    try {
      var guard = new StandstillGuard(Files.createTempDirectory("ccr-guard-"));
      guard.write();
      guard.launch(children.get());
      return guard;
    } catch (IOException e) {
      throw new UncheckedIOException("The guard against standing still could not be started", e);
    }
  }

  private void launch(Path children) throws IOException {
    var builder =
        new ProcessBuilder(
                "/bin/sh",
                "-c",
                SCRIPT,
                "standstill-guard",
                String.valueOf(folder),
                Long.toString(ProcessHandle.current().pid()),
                children.toString())
            .redirectInput(Path.of("/dev/null").toFile())
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .redirectError(ProcessBuilder.Redirect.DISCARD);
    builder.environment().clear();
    builder.environment().put("PATH", "/usr/local/bin:/usr/bin:/bin");
    builder.start();
  }

  /** The children may live for so long, unless it is said again. */
  public synchronized void allow(long nanos) {
    if (folder == null) {
      return;
    }
    long until = uptime() + nanos / HUNDREDTH_NANOS;
    // Truncated differently each time; to write a file for that would be a waste.
    if (Math.abs(until - due) > ROUNDING) {
      due = until;
      write();
    }
  }

  /** They may live for as long as they like: nobody waits for them to end. */
  public synchronized void allowForever() {
    if (due != NEVER) {
      due = NEVER;
      write();
    }
  }

  /** Whether children were killed since this was last asked. */
  public synchronized boolean fired() {
    try {
      return folder != null && Files.deleteIfExists(folder.resolve("fired"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** In hundredths of a second, as the kernel tells it. */
  private static long uptime() {
    try {
      return Long.parseLong(Files.readString(UPTIME).split(" ", 2)[0].replace(".", ""));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void write() {
    if (folder == null) {
      return;
    }
    try {
      var fresh = folder.resolve("due.new");
      Files.write(fresh, List.of(Long.toString(due)));
      Files.move(fresh, folder.resolve("due"), StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The shell sees that its folder is gone. */
  @Override
  public synchronized void close() {
    if (folder == null) {
      return;
    }
    try {
      for (var name : List.of("due", "due.new", "fired")) {
        Files.deleteIfExists(folder.resolve(name));
      }
      Files.deleteIfExists(folder);
    } catch (IOException e) {
      log.warn("Could not delete {}: {}", folder, e.toString());
    }
  }
}
