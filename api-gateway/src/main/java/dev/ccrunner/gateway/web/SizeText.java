package dev.ccrunner.gateway.web;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Numbers of bytes as the API writes them: a whole number and one unit, {@code 512Mi}. */
public final class SizeText {
  private static final String UNITS = "KMGT";
  private static final int STEP = 10;
  private static final Pattern FORM = Pattern.compile("(\\d{1,6})([KMGT])i");

  private SizeText() {}

  /** The bytes that {@code text} says, or empty. */
  public static Optional<Long> parse(String text) {
    Matcher form = FORM.matcher(text);
    if (!form.matches()) {
      return Optional.empty();
    }
    int steps = UNITS.indexOf(form.group(2)) + 1;
    return Optional.of(Long.parseLong(form.group(1)) << (STEP * steps));
  }

  /** In the largest unit that loses nothing; what is no whole number of KiB is rounded down. */
  public static String format(long bytes) {
    int steps = 1;
    long amount = bytes >> STEP;
    while (steps < UNITS.length() && amount != 0 && amount % (1 << STEP) == 0) {
      amount >>= STEP;
      steps++;
    }
    return amount + UNITS.substring(steps - 1, steps) + "i";
  }
}
