package dev.ccrunner.infra.schema;

import com.networknt.schema.regex.RegularExpression;
import com.networknt.schema.regex.RegularExpressionFactory;
import java.util.regex.Pattern;

/**
 * Regular expressions of strangers, over texts of strangers: one that goes back and forth for too
 * long gives up instead of holding its thread for years.
 */
final class PatientRegex implements RegularExpressionFactory {
  /** Some tenths of a second. */
  private static final long STEPS = 5_000_000;

  @Override
  public RegularExpression getRegularExpression(String regex) {
    var pattern = Pattern.compile(regex);
    return text -> pattern.matcher(new Counted(text, STEPS)).find();
  }

  /** A pattern took too long. */
  static final class TookTooLong extends RuntimeException {
    TookTooLong() {
      super("a pattern took too long");
    }
  }

  /** The matcher asks for each character as often as it looks at it. */
  private static final class Counted implements CharSequence {
    private final CharSequence text;
    private long left;

    Counted(CharSequence text, long left) {
      this.text = text;
      this.left = left;
    }

    @Override
    public char charAt(int index) {
      if (--left < 0) {
        throw new TookTooLong();
      }
      return text.charAt(index);
    }

    @Override
    public int length() {
      return text.length();
    }

    @Override
    public CharSequence subSequence(int start, int end) {
      return text.subSequence(start, end);
    }

    @Override
    public String toString() {
      return text.toString();
    }
  }
}
