package dev.ccrunner.local.settings;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A {@code .env} file: {@code NAME=value} lines, with {@code #} comments, an optional {@code
 * export} and optional quotes. Only names that begin with {@code CCR_} are taken: such a file often
 * belongs to another project, and what else is in it (keys of other services among it) is none of
 * our business.
 */
final class EnvFile {

  private static final Pattern ASSIGNMENT =
      Pattern.compile("\\s*(?:export\\s+)?([A-Za-z_][A-Za-z0-9_]*)\\s*=\\s*(.*?)\\s*");
  private static final Pattern COMMENT_BEHIND = Pattern.compile("\\s#.*$");

  private EnvFile() {}

  /** What the file sets; nothing if there is none. */
  static Map<String, String> read(Path file) {
    if (!Files.isRegularFile(file)) {
      return Map.of();
    }
    try {
      return parse(Files.readString(file), file.toString());
    } catch (IOException e) {
      throw new SettingsInvalid(
          "The settings file %s cannot be read (%s). Make it readable UTF-8 text, or remove it."
              .formatted(file, e));
    }
  }

  static Map<String, String> parse(String text, String source) {
    var settings = new LinkedHashMap<String, String>();
    var number = 0;
    for (var line : text.split("\\R", -1)) {
      number++;
      if (line.isBlank() || line.strip().startsWith("#")) {
        continue;
      }
      var assignment = ASSIGNMENT.matcher(line);
      if (!assignment.matches()) {
        // Not the line itself: it may be a secret.
        throw new SettingsInvalid(
            "%s, line %d: expected NAME=value, found something else.".formatted(source, number));
      }
      if (assignment.group(1).startsWith("CCR_")) {
        settings.put(
            assignment.group(1),
            value(assignment.group(2)).orElseThrow(unclosed(source, number, assignment.group(1))));
      }
    }
    return settings;
  }

  private static java.util.function.Supplier<SettingsInvalid> unclosed(
      String source, int number, String name) {
    return () ->
        new SettingsInvalid(
            "%s, line %d: expected a closing quote after the value of %s, found none."
                .formatted(source, number, name));
  }

  /** Empty when a quote is opened and not closed. */
  private static Optional<String> value(String text) {
    if (!text.startsWith("\"") && !text.startsWith("'")) {
      return Optional.of(COMMENT_BEHIND.matcher(text).replaceFirst("").strip());
    }
    var end = text.indexOf(text.charAt(0), 1);
    return end < 0 ? Optional.empty() : Optional.of(text.substring(1, end));
  }
}
