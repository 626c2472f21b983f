package dev.ccrunner.gateway.limits;

import java.math.BigDecimal;

/** US dollars as the API writes them: a decimal in a string, which no JSON library rounds. */
final class Money {
  private Money() {}

  static String text(BigDecimal usd) {
    return usd.stripTrailingZeros().toPlainString();
  }
}
