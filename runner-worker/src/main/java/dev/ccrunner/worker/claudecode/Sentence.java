package dev.ccrunner.worker.claudecode;

/** Words of others made fit to stand before further sentences: bounded, and with a full stop. */
final class Sentence {
  private static final int MAX_CHARACTERS = 1000;

  private Sentence() {}

  static String of(String words) {
    String text = words.strip();
    if (text.codePointCount(0, text.length()) > MAX_CHARACTERS) {
      return text.substring(0, text.offsetByCodePoints(0, MAX_CHARACTERS)) + "…";
    }
    return text.endsWith(".") || text.endsWith("!") || text.endsWith("?") ? text : text + ".";
  }
}
