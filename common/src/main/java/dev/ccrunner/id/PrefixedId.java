package dev.ccrunner.id;

import java.util.Optional;
import java.util.UUID;

/**
 * The outer form of an id: {@code prefix_} and the 128 bits of a UUID as 26 lower-case digits of
 * Crockford's base32 (https://www.crockford.com/base32.html). The order of the texts is the order
 * of the ids, so UUIDv7 ids sort by time.
 */
public final class PrefixedId {
  private static final String DIGITS = "0123456789abcdefghjkmnpqrstvwxyz";
  private static final int LENGTH = 26;
  private static final int BITS_PER_DIGIT = 5;

  private PrefixedId() {}

  /** The text of {@code id}, for example {@code run_01kb3x…}. */
  public static String format(String prefix, UUID id) {
    var digits = new char[LENGTH];
    long high = id.getMostSignificantBits();
    long low = id.getLeastSignificantBits();
    for (int i = LENGTH - 1; i >= 0; i--) {
      digits[i] = DIGITS.charAt((int) (low & 31));
      low = (low >>> BITS_PER_DIGIT) | (high << (Long.SIZE - BITS_PER_DIGIT));
      high >>>= BITS_PER_DIGIT;
    }
    return prefix + "_" + new String(digits);
  }

  /**
   * The id in {@code text}, or empty when it has another prefix, another length or a foreign digit.
   */
  public static Optional<UUID> parse(String prefix, String text) {
    int start = prefix.length() + 1;
    if (text.length() != start + LENGTH || !text.startsWith(prefix + "_")) {
      return Optional.empty();
    }
    // 26 digits hold 130 bits: the first may only use the lower three of its five.
    if (DIGITS.indexOf(text.charAt(start)) > 7) {
      return Optional.empty();
    }
    long high = 0;
    long low = 0;
    for (int i = start; i < text.length(); i++) {
      int digit = DIGITS.indexOf(text.charAt(i));
      if (digit < 0) {
        return Optional.empty();
      }
      high = (high << BITS_PER_DIGIT) | (low >>> (Long.SIZE - BITS_PER_DIGIT));
      low = (low << BITS_PER_DIGIT) | digit;
    }
    return Optional.of(new UUID(high, low));
  }
}
