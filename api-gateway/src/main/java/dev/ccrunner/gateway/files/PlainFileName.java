package dev.ccrunner.gateway.files;

import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** What a file may be called: one name, without a way to anywhere and without tricks. */
final class PlainFileName {
  private static final int MAX_BYTES = 255;

  private PlainFileName() {}

  /** What is wrong with it, in words that follow "found"; empty: nothing. */
  static Optional<String> complaint(String name) {
    if (name.isBlank()) {
      return Optional.of("none");
    }
    if (name.getBytes(StandardCharsets.UTF_8).length > MAX_BYTES) {
      return Optional.of("more than %d bytes".formatted(MAX_BYTES));
    }
    if (name.indexOf('/') >= 0 || name.indexOf('\\') >= 0) {
      return Optional.of("a path");
    }
    if (name.equals(".") || name.equals("..")) {
      return Optional.of("the name of a folder");
    }
    return name.codePoints().anyMatch(PlainFileName::isUnseen)
        ? Optional.of("a character that cannot be seen")
        : Optional.empty();
  }

  /** Control characters; those that turn the direction of a text; halves of a character. */
  private static boolean isUnseen(int c) {
    return switch (Character.getType(c)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.SURROGATE,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR ->
          true;
      default -> false;
    };
  }
}
