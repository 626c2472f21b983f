package dev.ccrunner.run.source;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.regex.Pattern;

/**
 * A branch, a tag, a full name below {@code refs/}, or a commit with all its digits. What git takes
 * for an option, a range, a pattern or a refspec is none.
 */
public record RefName(String value) {
  private static final int LONGEST = 255;
  private static final Pattern COMMIT = Pattern.compile("[0-9a-f]{40}|[0-9a-f]{64}");
  private static final Pattern FORBIDDEN = Pattern.compile("[\\x00-\\x20\\x7f~^:?*\\[\\\\]");

  /** The ref that {@code text} names. */
  public static Parsed<RefName> parse(String text) {
    if (text.isEmpty() || text.getBytes(UTF_8).length > LONGEST) {
      return invalid("a branch, a tag or a commit of 1 to %d bytes".formatted(LONGEST), text);
    }
    if (text.startsWith("-") || text.startsWith("+")) {
      return invalid("a branch, a tag or a commit that does not begin like an option", text);
    }
    if (FORBIDDEN.matcher(text).find()
        || text.codePoints().anyMatch(Shown::isStrange)
        || text.contains("..")
        || text.contains("@{")
        || text.equals("@")) {
      return invalid(
          "one branch, tag or commit, without spaces, '..', '@{' and any of ~^:?*[\\", text);
    }
    return partsAreFine(text)
        ? new Parsed.Valid<>(new RefName(text))
        : invalid("a name that git allows for a branch or tag", text);
  }

  private static boolean partsAreFine(String text) {
    for (var part : text.split("/", -1)) {
      if (part.isEmpty() || part.startsWith(".") || part.endsWith(".lock")) {
        return false;
      }
    }
    return !text.endsWith(".");
  }

  private static Parsed<RefName> invalid(String expected, String found) {
    return new Parsed.Invalid<>(expected, Shown.of(found));
  }

  /** Whether it can only be a commit. */
  public boolean isCommit() {
    return COMMIT.matcher(value).matches();
  }

  /** Whether it is spelled out, like {@code refs/pull/7/head}. */
  public boolean isFull() {
    return value.startsWith("refs/");
  }

  @Override
  public String toString() {
    return value;
  }
}
