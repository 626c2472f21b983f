package dev.ccrunner.architecture;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/**
 * Looks for a text that must not be in a file.
 *
 * @param forbidden what must not be found in a line
 * @param where which paths are looked at
 * @param exceptions paths that may have it, each with the reason
 */
record Scan(Pattern forbidden, Predicate<String> where, Map<String, String> exceptions) {

  /** Lines of the form {@code path:line: text}. */
  List<String> findings(Map<String, String> texts) {
    var findings = new ArrayList<String>();
    texts.forEach((path, text) -> {
      if (where.test(path) && !exceptions.containsKey(path)) {
        findings.addAll(findings(path, text));
      }
    });
    return findings;
  }

  /** Exceptions that nobody needs any more. */
  List<String> idleExceptions(Map<String, String> texts) {
    return exceptions.keySet().stream()
        .filter(path -> findings(path, texts.getOrDefault(path, "")).isEmpty())
        .toList();
  }

  private List<String> findings(String path, String text) {
    var findings = new ArrayList<String>();
    var lines = text.lines().toList();
    for (int i = 0; i < lines.size(); i++) {
      if (forbidden.matcher(lines.get(i)).find()) {
        findings.add("%s:%d: %s".formatted(path, i + 1, lines.get(i).strip()));
      }
    }
    return findings;
  }
}
