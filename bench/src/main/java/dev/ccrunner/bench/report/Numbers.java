package dev.ccrunner.bench.report;

import java.math.BigDecimal;
import java.math.MathContext;

/** Numbers with as many digits as such a measurement can mean. */
final class Numbers {

  private static final MathContext THREE_DIGITS = new MathContext(3);

  private Numbers() {}

  /** Three digits, and all those before the point. */
  static BigDecimal rounded(double number) {
    if (Math.abs(number) >= 100) {
      return BigDecimal.valueOf(Math.round(number));
    }
    return new BigDecimal(number).round(THREE_DIGITS).stripTrailingZeros();
  }

  static String text(double number) {
    return rounded(number).toPlainString();
  }
}
