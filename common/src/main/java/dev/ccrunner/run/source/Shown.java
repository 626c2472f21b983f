package dev.ccrunner.run.source;

/** What somebody sent, fit to be shown to them and to stand in a log. */
final class Shown {
  private static final int LONGEST = 80;

  private Shown() {}

  /** In quotes, without control characters, and not all of a long one. */
  static String of(String text) {
    var shown = new StringBuilder("'");
    text.codePoints().limit(LONGEST).forEach(c -> append(shown, c));
    if (text.codePointCount(0, text.length()) > LONGEST) {
      shown.append('…');
    }
    return shown.append('\'').toString();
  }

  private static void append(StringBuilder shown, int c) {
    if (isStrange(c)) {
      shown.append("\\u%04x".formatted(c));
    } else {
      shown.appendCodePoint(c);
    }
  }

  /** What a terminal or a log would not show as it is: controls, directions, half characters. */
  static boolean isStrange(int c) {
    return switch (Character.getType(c)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.SURROGATE,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR,
          Character.UNASSIGNED ->
          true;
      default -> false;
    };
  }
}
