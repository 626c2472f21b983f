package dev.ccrunner.gateway.web;

import java.math.BigDecimal;
import java.util.Optional;
import java.util.regex.Pattern;

/** Decimal numbers as the API writes them: in a string, without an exponent. */
final class DecimalText {
  private static final Pattern FORM = Pattern.compile("-?\\d{1,12}(\\.\\d{1,12})?");

  private DecimalText() {}

  static Optional<BigDecimal> parse(String text) {
    return FORM.matcher(text).matches() ? Optional.of(new BigDecimal(text)) : Optional.empty();
  }
}
