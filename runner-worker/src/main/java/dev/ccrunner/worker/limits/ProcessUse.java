package dev.ccrunner.worker.limits;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.ccrunner.worker.process.ProcessScope;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalInt;

/**
 * What a run's processes use, added up from /proc: where no control group counts it.
 *
 * @param memoryBytes that are nobody's file; what processes share counts for each
 * @param processes threads included
 */
record ProcessUse(long memoryBytes, int processes) {
  private static final Path PROC = Path.of("/proc");

  /**
   * Looks at all processes of the run: those of its user, else those that bear its mark and can be
   * read.
   *
   * @param job begins the mark of all that the run starts
   */
  static ProcessUse of(String job, OptionalInt uid) {
    long memory = 0;
    int processes = 0;
    try (var entries = Files.newDirectoryStream(PROC, "[0-9]*")) {
      for (var entry : entries) {
        var status = statusOf(entry, job, uid);
        memory += 1024 * (number(status, "RssAnon:") + number(status, "RssShmem:"));
        processes += Math.toIntExact(number(status, "Threads:"));
      }
    } catch (IOException | DirectoryIteratorException _) {
      return new ProcessUse(memory, processes); // no /proc, or a process that ended meanwhile
    }
    return new ProcessUse(memory, processes);
  }

  /** Empty when it is not the run's, or has ended meanwhile. */
  private static String statusOf(Path entry, String job, OptionalInt uid) {
    try {
      if (uid.isEmpty() && !bearsMark(entry, job)) {
        return "";
      }
      var status = Files.readString(entry.resolve("status"), ISO_8859_1);
      return uid.isEmpty() || number(status, "Uid:") == uid.getAsInt() ? status : "";
    } catch (IOException _) {
      return "";
    }
  }

  private static boolean bearsMark(Path entry, String job) throws IOException {
    var environment = "\0" + Files.readString(entry.resolve("environ"), ISO_8859_1);
    var mark = "\0" + ProcessScope.MARKER + "=" + job;
    return environment.contains(mark + "\0") || environment.contains(mark + "-");
  }

  /** The first number of that line. */
  private static long number(String status, String field) {
    int at = status.indexOf("\n" + field);
    if (at < 0) {
      return 0;
    }
    int from = at + 1 + field.length();
    while (from < status.length() && Character.isWhitespace(status.charAt(from))) {
      from++;
    }
    int to = from;
    while (to < status.length() && Character.isDigit(status.charAt(to))) {
      to++;
    }
    return to == from ? 0 : Long.parseLong(status, from, to, 10);
  }
}
