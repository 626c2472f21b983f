package dev.ccrunner.gateway.identity;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A secret of 256 bits that whoever has it may use: the value of a session's cookie, the last part
 * of a link. Only its SHA-256 is stored; a slow hash would add nothing.
 */
public final class SecretToken {
  private static final int BYTES = 32;
  private static final Pattern FORM = Pattern.compile("[A-Za-z0-9_-]{43}");
  private static final SecureRandom RANDOM = new SecureRandom();

  private final String text;

  private SecretToken(String text) {
    this.text = text;
  }

  /** A new one. */
  public static SecretToken generate() {
    byte[] bytes = new byte[BYTES];
    RANDOM.nextBytes(bytes);
    return new SecretToken(Base64.getUrlEncoder().withoutPadding().encodeToString(bytes));
  }

  /** The token in {@code text}, or empty when it has not the form of one. */
  public static Optional<SecretToken> parse(String text) {
    return FORM.matcher(text).matches() ? Optional.of(new SecretToken(text)) : Optional.empty();
  }

  /** What is stored of it. */
  public byte[] hash() {
    try {
      return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.US_ASCII));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  /** The secret itself: for the one moment in which it is handed out. */
  public String reveal() {
    return text;
  }

  @Override
  public String toString() {
    return "SecretToken[…]";
  }
}
