package dev.ccrunner.local.claudecode;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/** The registry npm would use, for machines that have its settings but not npm itself. */
final class NpmSettings {

  private NpmSettings() {}

  static Optional<URI> registry(Map<String, String> environment) {
    return environment.entrySet().stream()
        .filter(entry -> entry.getKey().equalsIgnoreCase("npm_config_registry"))
        .map(Map.Entry::getValue)
        .findFirst()
        .or(() -> fromFile(environment.getOrDefault("HOME", "")))
        .flatMap(NpmSettings::address);
  }

  private static Optional<String> fromFile(String home) {
    var file = Path.of(home, ".npmrc");
    if (home.isBlank() || !Files.isReadable(file)) {
      return Optional.empty();
    }
    try (var lines = Files.lines(file)) {
      return lines
          .map(String::strip)
          .filter(line -> line.matches("registry\\s*=.*"))
          .map(line -> line.substring(line.indexOf('=') + 1).strip())
          .findFirst();
    } catch (IOException | java.io.UncheckedIOException _) {
      return Optional.empty();
    }
  }

  private static Optional<URI> address(String text) {
    try {
      return text.startsWith("http") ? Optional.of(URI.create(text)) : Optional.empty();
    } catch (IllegalArgumentException _) {
      return Optional.empty();
    }
  }
}
