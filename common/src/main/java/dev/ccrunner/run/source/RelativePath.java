package dev.ccrunner.run.source;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayList;
import java.util.List;

/**
 * A place in a working directory. Written with slashes, it stays inside, whatever is in the
 * directory; links are not its business.
 *
 * @param names from the top down; none: the directory itself
 */
public record RelativePath(List<String> names) {
  /** The directory itself. */
  public static final RelativePath HERE = new RelativePath(List.of());

  /** What the kernel takes for one name. */
  private static final int LONGEST_NAME = 255;

  /** Room for where the directory itself is: the kernel takes 4,096 in all. */
  private static final int LONGEST = 2_048;

  public RelativePath {
    names = List.copyOf(names);
  }

  /** The path that {@code text} is. {@code .}, and a slash at the end, say nothing. */
  public static Parsed<RelativePath> parse(String text) {
    if (text.isEmpty() || text.getBytes(UTF_8).length > LONGEST) {
      return invalid("a path of 1 to %d bytes".formatted(LONGEST), text);
    }
    if (text.startsWith("/")) {
      return invalid("a path relative to the working directory", text);
    }
    if (text.indexOf('\\') >= 0 || text.matches("(?s)[A-Za-z]:.*")) {
      return invalid("a path with slashes, without backslashes and drives", text);
    }
    if (text.codePoints().anyMatch(RelativePath::isUnprintable)) {
      return invalid("a path without control characters", text);
    }
    var names = new ArrayList<String>();
    for (var name : text.split("/")) {
      if (name.equals("..")) {
        return invalid("a path without '..'", text);
      }
      if (name.getBytes(UTF_8).length > LONGEST_NAME) {
        return invalid("names of at most %d bytes in the path".formatted(LONGEST_NAME), text);
      }
      if (!name.isEmpty() && !name.equals(".")) {
        names.add(name);
      }
    }
    return new Parsed.Valid<>(new RelativePath(names));
  }

  /** Half a character has no bytes in a file's name. */
  private static boolean isUnprintable(int c) {
    int type = Character.getType(c);
    return type == Character.CONTROL || type == Character.SURROGATE;
  }

  private static Parsed<RelativePath> invalid(String expected, String found) {
    return new Parsed.Invalid<>(expected, Shown.of(found));
  }

  /** Whether it is the directory itself. */
  public boolean isHere() {
    return names.isEmpty();
  }

  /** With slashes; {@code .} for the directory itself. */
  @Override
  public String toString() {
    return isHere() ? "." : String.join("/", names);
  }
}
