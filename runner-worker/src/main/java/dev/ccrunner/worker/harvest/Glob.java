package dev.ccrunner.worker.harvest;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/**
 * A pattern of names as {@code java.nio.file} has it: {@code *} within a name, {@code **} across
 * names, {@code ?}, {@code [a-z]}, {@code {one,two}}, {@code \} before a character that means
 * itself. Two things beside it: a leading or inner {@code **}{@code /} also stands for no directory
 * at all, and a pattern that ends with a slash means all below.
 *
 * <p>Not the JDK's own matcher: that knows only names that the process's locale can say, and its
 * regular expressions may take for ever on a pattern with many stars. This looks at each character
 * of a name once for each part of the pattern.
 */
final class Glob {
  /** How many patterns the braces of one may stand for. */
  private static final int MOST_VARIANTS = 200;

  private final List<List<Part>> variants;

  private Glob(List<List<Part>> variants) {
    this.variants = variants;
  }

  /** One thing that a pattern is made of. */
  private sealed interface Part {
    /** Exactly this. */
    record Literal(int codePoint) implements Part {}

    /** One character of a name, whichever. */
    record Any() implements Part {}

    /** One of these; never a slash. */
    record OneOf(List<int[]> ranges, boolean not) implements Part {}

    /** Any number of characters. */
    record Run(boolean acrossNames) implements Part {}
  }

  /**
   * Reads a pattern.
   *
   * @throws IllegalArgumentException when it is none
   */
  static Glob of(String pattern) {
    var whole = pattern.endsWith("/") ? pattern + "**" : pattern;
    var variants = new ArrayList<List<Part>>();
    for (var flat : withoutBraces(withoutEmptyDirectories(whole))) {
      variants.add(new Reading(flat).parts());
    }
    return new Glob(variants);
  }

  /** So that the directories of a double star may be none. */
  private static String withoutEmptyDirectories(String pattern) {
    var out = new StringBuilder();
    int depth = 0;
    for (int i = 0; i < pattern.length(); i++) {
      char c = pattern.charAt(i);
      if (c == '\\' && i + 1 < pattern.length()) {
        out.append(c).append(pattern.charAt(++i));
        continue;
      }
      depth += c == '{' ? 1 : c == '}' ? -1 : 0;
      var begins = i == 0 || pattern.charAt(i - 1) == '/';
      if (depth == 0 && begins && pattern.startsWith("**/", i)) {
        out.append("{**/,}");
        i += 2;
      } else {
        out.append(c);
      }
    }
    return out.toString();
  }

  private static List<String> withoutBraces(String pattern) {
    var done = new ArrayList<String>();
    done.add("");
    int i = 0;
    while (i < pattern.length()) {
      char c = pattern.charAt(i);
      if (c == '{') {
        int end = closing(pattern, i);
        done = product(done, alternatives(pattern.substring(i + 1, end)));
        i = end + 1;
      } else if (c == '[') {
        int end = closingBracket(pattern, i);
        done = product(done, List.of(pattern.substring(i, end + 1)));
        i = end + 1;
      } else {
        int length = c == '\\' && i + 1 < pattern.length() ? 2 : 1;
        done = product(done, List.of(pattern.substring(i, i + length)));
        i += length;
      }
    }
    return done;
  }

  private static ArrayList<String> product(List<String> heads, List<String> tails) {
    if (heads.size() * tails.size() > MOST_VARIANTS) {
      throw new IllegalArgumentException(
          "stands for more than %d patterns".formatted(MOST_VARIANTS));
    }
    var all = new ArrayList<String>();
    for (var head : heads) {
      for (var tail : tails) {
        all.add(head + tail);
      }
    }
    return all;
  }

  private static int closing(String pattern, int open) {
    for (int i = open + 1; i < pattern.length(); i++) {
      switch (pattern.charAt(i)) {
        case '\\' -> i++;
        case '{' -> throw new IllegalArgumentException("has braces in braces");
        case '}' -> {
          return i;
        }
        default -> {}
      }
    }
    throw new IllegalArgumentException("has a { without its }");
  }

  private static List<String> alternatives(String inside) {
    var all = new ArrayList<String>();
    var one = new StringBuilder();
    for (int i = 0; i < inside.length(); i++) {
      char c = inside.charAt(i);
      if (c == '\\' && i + 1 < inside.length()) {
        one.append(c).append(inside.charAt(++i));
      } else if (c == ',') {
        all.add(one.toString());
        one.setLength(0);
      } else {
        one.append(c);
      }
    }
    all.add(one.toString());
    return all;
  }

  private static int closingBracket(String pattern, int open) {
    int from = pattern.startsWith("!", open + 1) ? open + 2 : open + 1;
    int end = pattern.indexOf(']', from + 1);
    if (end < 0) {
      throw new IllegalArgumentException("has a [ without its ]");
    }
    return end;
  }

  /** Reads a pattern that has no braces any more. */
  private static final class Reading {
    private final String text;
    private final List<Part> parts = new ArrayList<>();

    Reading(String text) {
      this.text = text;
    }

    List<Part> parts() {
      int i = 0;
      while (i < text.length()) {
        int c = text.codePointAt(i);
        switch (c) {
          case '*' -> {
            var across = text.startsWith("**", i);
            parts.add(new Part.Run(across));
            i += across ? 2 : 1;
          }
          case '?' -> {
            parts.add(new Part.Any());
            i++;
          }
          case '[' -> {
            int end = closingBracket(text, i);
            parts.add(oneOf(text.substring(i + 1, end)));
            i = end + 1;
          }
          case '\\' -> {
            if (i + 1 == text.length()) {
              throw new IllegalArgumentException("ends with a \\");
            }
            int escaped = text.codePointAt(i + 1);
            parts.add(new Part.Literal(escaped));
            i += 1 + Character.charCount(escaped);
          }
          default -> {
            parts.add(new Part.Literal(c));
            i += Character.charCount(c);
          }
        }
      }
      return parts;
    }

    private static Part oneOf(String inside) {
      var not = inside.startsWith("!");
      var points = (not ? inside.substring(1) : inside).codePoints().toArray();
      var ranges = new ArrayList<int[]>();
      for (int i = 0; i < points.length; i++) {
        if (points[i] == '/') {
          throw new IllegalArgumentException("has a / in brackets");
        }
        if (i + 2 < points.length && points[i + 1] == '-') {
          ranges.add(new int[] {points[i], points[i + 2]});
          i += 2;
        } else {
          ranges.add(new int[] {points[i], points[i]});
        }
      }
      return new Part.OneOf(List.copyOf(ranges), not);
    }
  }

  /** Whether the name, relative and with slashes, is one of the pattern's. */
  boolean matches(String name) {
    var points = name.codePoints().toArray();
    return variants.stream().anyMatch(parts -> matches(parts, points));
  }

  /** Follows all ways through the parts at once: {@code at} has the places where one may be. */
  private static boolean matches(List<Part> parts, int[] name) {
    var at = new BitSet();
    enter(parts, at, 0);
    for (int point : name) {
      var next = new BitSet();
      for (int i = at.nextSetBit(0); i >= 0 && i < parts.size(); i = at.nextSetBit(i + 1)) {
        switch (parts.get(i)) {
          case Part.Literal(int wanted) -> enterIf(wanted == point, parts, next, i + 1);
          case Part.Any _ -> enterIf(point != '/', parts, next, i + 1);
          case Part.OneOf one -> enterIf(isOneOf(one, point), parts, next, i + 1);
          case Part.Run(boolean across) -> enterIf(across || point != '/', parts, next, i);
        }
      }
      at = next;
    }
    return at.get(parts.size());
  }

  private static void enterIf(boolean condition, List<Part> parts, BitSet at, int place) {
    if (condition) {
      enter(parts, at, place);
    }
  }

  /** A star may stand for nothing: being before it is being behind it too. */
  private static void enter(List<Part> parts, BitSet at, int place) {
    int i = place;
    at.set(i);
    while (i < parts.size() && parts.get(i) instanceof Part.Run) {
      at.set(++i);
    }
  }

  private static boolean isOneOf(Part.OneOf one, int point) {
    return point != '/'
        && one.not()
            != one.ranges().stream().anyMatch(range -> range[0] <= point && point <= range[1]);
  }
}
