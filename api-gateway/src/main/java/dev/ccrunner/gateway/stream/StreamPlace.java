package dev.ccrunner.gateway.stream;

import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A place in the log of a session: after this event of this run. Its form is {@code 3-12}.
 *
 * @param number of the run in its session
 * @param seq of the event; 0: before the run's first
 */
public record StreamPlace(long number, long seq) {
  /** Before everything. */
  public static final StreamPlace BEGINNING = new StreamPlace(0, 0);

  private static final Pattern FORM = Pattern.compile("(\\d{1,15})-(\\d{1,18})");

  /** The place in {@code text}, or empty. */
  static Optional<StreamPlace> parse(String text) {
    if (text.equals("0")) {
      return Optional.of(BEGINNING);
    }
    var form = FORM.matcher(text);
    return form.matches()
        ? Optional.of(new StreamPlace(Long.parseLong(form.group(1)), Long.parseLong(form.group(2))))
        : Optional.empty();
  }

  /** In the form that clients get. */
  @Override
  public String toString() {
    return number + "-" + seq;
  }
}
