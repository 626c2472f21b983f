package dev.ccrunner.worker.claudecode;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** What Claude Code 2.1.330 really printed, one file per process. */
final class Transcripts {
  static final Path FOLDER = Path.of("src/test/resources/transcripts");

  private Transcripts() {}

  /** Names without their ending, sorted. */
  static Stream<String> names() {
    try (var files = Files.list(FOLDER)) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(name -> name.endsWith(".jsonl") && !name.endsWith(".events.jsonl"))
          .map(name -> name.substring(0, name.length() - ".jsonl".length()))
          .sorted()
          .toList()
          .stream();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static List<String> lines(String name) {
    return read(FOLDER.resolve(name + ".jsonl"));
  }

  static List<String> stderr(String name) {
    Path file = FOLDER.resolve(name + ".stderr");
    return Files.exists(file) ? read(file) : List.of();
  }

  /** What each line means, by a mapper of its own. */
  static List<List<CliMessage>> mapped(String name) {
    var mapper = new OutputMapper(EventLimits.DEFAULTS);
    List<List<CliMessage>> all = new ArrayList<>();
    for (String line : lines(name)) {
      all.add(mapper.map(line));
    }
    return all;
  }

  /** All messages of that kind. */
  static <M extends CliMessage> List<M> messages(String name, Class<M> kind) {
    return mapped(name).stream()
        .flatMap(List::stream)
        .filter(kind::isInstance)
        .map(kind::cast)
        .toList();
  }

  private static List<String> read(Path file) {
    try {
      return Files.readAllLines(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
