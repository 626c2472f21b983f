package dev.ccrunner.worker.limits;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * What the kernel bounds for one process, set by util-linux' {@code prlimit}. Never the address
 * space: a JVM or a Bun reserves far more of it than they use.
 */
final class Rlimits {
  private static final Path PRLIMIT = Path.of("/usr/bin/prlimit");

  private Rlimits() {}

  /** The beginning of a command; empty where there is no such program. */
  static List<String> of(RunBounds bounds, boolean boundProcesses) {
    if (!Files.isExecutable(PRLIMIT)) {
      return List.of();
    }
    var argv =
        new ArrayList<>(
            List.of(
                PRLIMIT.toString(),
                "--core=0:0",
                both("nofile", Math.min(bounds.openFiles(), mostOpenFiles())),
                both("fsize", bounds.diskBytes())));
    if (boundProcesses) {
      argv.add(both("nproc", bounds.processes()));
    }
    return argv;
  }

  private static String both(String name, long value) {
    return "--%s=%d:%d".formatted(name, value, value);
  }

  /** Nobody but root may raise it. */
  private static long mostOpenFiles() {
    try (var lines = Files.lines(Path.of("/proc/self/limits"))) {
      return lines
          .filter(line -> line.startsWith("Max open files"))
          .map(line -> line.split("\\s+")[4])
          .filter(hard -> !hard.equals("unlimited"))
          .mapToLong(Long::parseLong)
          .findFirst()
          .orElse(Long.MAX_VALUE);
    } catch (IOException | java.io.UncheckedIOException _) {
      return Long.MAX_VALUE;
    }
  }
}
