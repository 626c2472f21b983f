package dev.ccrunner.local.claudecode;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.HexFormat;

/** A hash a file must have. */
record ExpectedHash(String algorithm, byte[] value) {

  /** As npm writes it: {@code sha512-<base64>}. */
  static ExpectedHash ofIntegrity(String integrity) {
    if (!integrity.startsWith("sha512-")) {
      throw new IllegalArgumentException("Expected sha512-…, found " + integrity);
    }
    return new ExpectedHash(
        "SHA-512", Base64.getDecoder().decode(integrity.substring("sha512-".length())));
  }

  static ExpectedHash ofSha256(String hex) {
    return new ExpectedHash("SHA-256", HexFormat.of().parseHex(hex));
  }

  MessageDigest digest() {
    try {
      return MessageDigest.getInstance(algorithm);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every JDK has " + algorithm, e);
    }
  }

  void require(byte[] found) throws IntegrityMismatch {
    if (!MessageDigest.isEqual(value, found)) {
      throw new IntegrityMismatch(
          "expected %s %s, found %s".formatted(algorithm, shown(value), shown(found)));
    }
  }

  private static String shown(byte[] hash) {
    return HexFormat.of().formatHex(hash).substring(0, 16) + "…";
  }
}
