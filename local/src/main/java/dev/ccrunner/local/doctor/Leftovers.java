package dev.ccrunner.local.doctor;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Services that still run although nobody uses them any more. */
record Leftovers(Path services) {

  /** For example {@code kafka (process 17)}. */
  List<String> find() {
    if (!Files.isDirectory(services)) {
      return List.of();
    }
    try (var folders = Files.list(services)) {
      return folders.flatMap(folder -> in(folder).stream()).sorted().toList();
    } catch (IOException | UncheckedIOException _) {
      return List.of();
    }
  }

  private static Optional<String> in(Path folder) {
    var file = folder.resolve("pid");
    if (!Files.isReadable(file)) {
      return Optional.empty();
    }
    try {
      var pid = Long.parseLong(Files.readString(file).strip().split(" ")[0]);
      return ProcessHandle.of(pid)
          .filter(ProcessHandle::isAlive)
          // Ids are used again; each of these has its folder in its command line.
          .filter(process -> process.info().commandLine().orElse("").contains(folder.toString()))
          .map(process -> "%s (process %d)".formatted(folder.getFileName(), pid));
    } catch (IOException | NumberFormatException _) {
      return Optional.empty();
    }
  }
}
