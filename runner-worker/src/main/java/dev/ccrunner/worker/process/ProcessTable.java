package dev.ccrunner.worker.process;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Reads /proc. Where there is none it finds nothing, and only the known descendants of a child are
 * ended.
 */
final class ProcessTable {

  private final Path proc;

  ProcessTable(Path proc) {
    this.proc = proc;
  }

  /**
   * Every living process of the scope: by its user when the run has one, else by the marker in its
   * environment.
   */
  Map<Long, ProcessHandle> of(ProcessScope scope) {
    var found = new LinkedHashMap<Long, ProcessHandle>();
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(proc, "[0-9]*")) {
      for (var entry : entries) {
        if (belongs(entry, scope)) {
          handle(entry).ifPresent(handle -> found.put(handle.pid(), handle));
        }
      }
    } catch (IOException _) {
      return found;
    }
    return found;
  }

  private static boolean belongs(Path entry, ProcessScope scope) {
    try {
      if (scope.uid().isPresent()) {
        var status = Files.readString(entry.resolve("status"), ISO_8859_1);
        return isAlive(status) && hasUid(status, scope.uid().getAsInt());
      }
      // Only processes of our own user can be read: another user's are never ours.
      return ("\0" + Files.readString(entry.resolve("environ"), ISO_8859_1))
          .contains("\0" + ProcessScope.MARKER + "=" + scope.marker() + "\0");
    } catch (IOException _) {
      return false; // it ended while we looked, or it is another user's
    }
  }

  /** Whether any of its threads may do something: it lives and is not stopped. */
  boolean atWork(long pid) {
    try (DirectoryStream<Path> threads =
        Files.newDirectoryStream(proc.resolve(Long.toString(pid)).resolve("task"))) {
      for (var thread : threads) {
        var status = Files.readString(thread.resolve("status"), ISO_8859_1);
        if (isAlive(status) && !field(status, "State").startsWith("T")) {
          return true;
        }
      }
      return false;
    } catch (IOException | DirectoryIteratorException _) {
      // Gone, or a thread of it is; the next look says which.
      return Files.exists(proc.resolve(Long.toString(pid)));
    }
  }

  /** A zombie is dead; only its parent has not asked for its exit code yet. */
  private static boolean isAlive(String status) {
    var state = field(status, "State");
    return !state.startsWith("Z") && !state.startsWith("X");
  }

  /** Real, effective, saved and file system uid: any of them makes it the run's. */
  private static boolean hasUid(String status, int uid) {
    for (var value : field(status, "Uid").split("\\s+")) {
      if (value.equals(Integer.toString(uid))) {
        return true;
      }
    }
    return false;
  }

  private static String field(String status, String name) {
    return status
        .lines()
        .filter(line -> line.startsWith(name + ":"))
        .findFirst()
        .map(line -> line.substring(name.length() + 1).strip())
        .orElse("");
  }

  private static Optional<ProcessHandle> handle(Path entry) {
    return ProcessHandle.of(Long.parseLong(entry.getFileName().toString()));
  }
}
