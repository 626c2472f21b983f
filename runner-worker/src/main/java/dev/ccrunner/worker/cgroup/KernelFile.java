package dev.ccrunner.worker.cgroup;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.OptionalLong;

/** The small files through which the kernel is told and asked. */
final class KernelFile {
  private KernelFile() {}

  /** Never makes the file: what the kernel does not offer is not there. */
  static void write(Path file, String value) throws IOException {
    Files.write(file, value.getBytes(US_ASCII), StandardOpenOption.WRITE);
  }

  /** Empty when it is not there, or holds something else. */
  static OptionalLong number(Path file) {
    try {
      return parsed(Files.readString(file, US_ASCII).strip());
    } catch (IOException _) {
      return OptionalLong.empty();
    }
  }

  /** The number behind {@code key} in a file of such lines; 0 when there is none. */
  static long field(Path file, String key) {
    try (var lines = Files.lines(file, US_ASCII)) {
      return lines
          .filter(line -> line.startsWith(key + " "))
          .map(line -> parsed(line.substring(key.length() + 1).strip()))
          .flatMapToLong(OptionalLong::stream)
          .findFirst()
          .orElse(0);
    } catch (IOException | java.io.UncheckedIOException _) {
      return 0;
    }
  }

  /** One word each, on one line or many; empty when it is not there. */
  static List<String> words(Path file) {
    try {
      var text = Files.readString(file, US_ASCII).strip();
      return text.isEmpty() ? List.of() : List.of(text.split("\\s+"));
    } catch (IOException _) {
      return List.of();
    }
  }

  private static OptionalLong parsed(String text) {
    try {
      return OptionalLong.of(Long.parseLong(text));
    } catch (NumberFormatException _) {
      return OptionalLong.empty(); // "max"
    }
  }
}
