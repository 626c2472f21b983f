package dev.ccrunner.key;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Optional;
import java.util.zip.CRC32;

/**
 * An API key: {@code ccr_}, 30 random base62 digits, and 6 digits of CRC-32 over what stands
 * before, so that a scanner recognises a leaked key and a mistyped one is refused without a look
 * into the database.
 *
 * <p>The text is a secret: only {@link #hash()} is ever stored, and {@link #toString()} hides it.
 */
public final class ApiKey {
  private static final String PREFIX = "ccr_";
  private static final int RANDOM_DIGITS = 30;
  private static final int CHECKSUM_DIGITS = 6;
  private static final int LENGTH = PREFIX.length() + RANDOM_DIGITS + CHECKSUM_DIGITS;
  private static final int HINT_DIGITS = 4;
  private static final String BASE62 =
      "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

  private final String text;

  private ApiKey(String text) {
    this.text = text;
  }

  /** A new key from {@code random}: about 178 bits. */
  public static ApiKey generate(SecureRandom random) {
    var body = new StringBuilder(PREFIX);
    for (int i = 0; i < RANDOM_DIGITS; i++) {
      body.append(BASE62.charAt(random.nextInt(BASE62.length())));
    }
    return new ApiKey(body + checksum(body.toString()));
  }

  /** The key in {@code text}, or empty when its form or its checksum is wrong. */
  public static Optional<ApiKey> parse(String text) {
    if (text.length() != LENGTH || !text.startsWith(PREFIX)) {
      return Optional.empty();
    }
    String body = text.substring(0, LENGTH - CHECKSUM_DIGITS);
    return text.endsWith(checksum(body)) ? Optional.of(new ApiKey(text)) : Optional.empty();
  }

  /**
   * SHA-256 of the text: enough for a secret of this entropy, and quick enough for each request.
   */
  public byte[] hash() {
    try {
      return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.US_ASCII));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  /** The last four digits, by which its owner tells it from others in a list. */
  public String hint() {
    return text.substring(LENGTH - HINT_DIGITS);
  }

  /** The secret itself: for the one moment in which it is shown. */
  public String reveal() {
    return text;
  }

  @Override
  public String toString() {
    return PREFIX + "…" + hint();
  }

  private static String checksum(String body) {
    var crc = new CRC32();
    crc.update(body.getBytes(StandardCharsets.US_ASCII));
    long rest = crc.getValue();
    var digits = new char[CHECKSUM_DIGITS];
    for (int i = CHECKSUM_DIGITS - 1; i >= 0; i--) {
      digits[i] = BASE62.charAt((int) (rest % BASE62.length()));
      rest /= BASE62.length();
    }
    return new String(digits);
  }
}
