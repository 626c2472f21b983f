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
    var rounded = new BigDecimal(number).round(THREE_DIGITS).stripTrailingZeros();
    return rounded.scale() < 0 ? rounded.setScale(0) : rounded; // 10, and not 1E+1
  }

  static String text(double number) {
    return rounded(number).toPlainString();
  }
}
