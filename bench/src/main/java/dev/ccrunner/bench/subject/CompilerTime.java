package dev.ccrunner.bench.subject;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** How long a JVM's compilers have worked so far, as the kernel counts it for their threads. */
public final class CompilerTime {

  /** The kernel cuts names of threads; these are those of both compilers. */
  private static final String NAME = "C[12] Compiler.*";

  /** What {@code /proc} counts in, whatever the kernel's own clock. */
  private static final double TICKS_PER_SECOND = 100;

  /** In what follows the name in {@code stat}: time of the program, and of the kernel for it. */
  private static final int PROGRAM = 11;

  private static final int KERNEL = 12;

  private CompilerTime() {}

  public static double seconds(long pid) throws IOException {
    try (var threads = Files.list(Path.of("/proc", Long.toString(pid), "task"))) {
      return threads.mapToLong(CompilerTime::ticks).sum() / TICKS_PER_SECOND;
    }
  }

  /** Of one thread; 0 when it is no compiler's, or has ended meanwhile. */
  private static long ticks(Path thread) {
    try {
      if (!Files.readString(thread.resolve("comm")).strip().matches(NAME)) {
        return 0;
      }
      var stat = Files.readString(thread.resolve("stat"));
      var fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
      return Long.parseLong(fields[PROGRAM]) + Long.parseLong(fields[KERNEL]);
    } catch (NoSuchFileException _) {
      return 0;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
