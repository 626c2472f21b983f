package dev.ccrunner.worker.claudecode;

import java.util.List;

/** The last line of error output that says something, as a sentence to append. */
final class LastWords {
  private LastWords() {}

  static String of(List<String> stderrTail) {
    for (String line : stderrTail.reversed()) {
      if (!line.isBlank()) {
        return " Its last words: " + Sentence.of(line);
      }
    }
    return " It said nothing.";
  }
}
