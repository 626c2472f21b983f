package dev.ccrunner.gateway.problem;

/** How a value from a request is shown in a message: short, and without control characters. */
public final class Shown {
  private static final int LONGEST = 80;

  private Shown() {}

  /** The beginning of {@code value}, harmless in a log and in a terminal. */
  public static String shortly(String value) {
    int end = Math.min(value.length(), LONGEST);
    var shown = new StringBuilder();
    for (int i = 0; i < end; i++) {
      char c = value.charAt(i);
      shown.append(Character.isISOControl(c) || Character.isSurrogate(c) ? '?' : c);
    }
    return end == value.length() ? shown.toString() : shown.append('…').toString();
  }
}
