package dev.ccrunner.infra.secret;

import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import javax.crypto.KDF;
import javax.crypto.SecretKey;
import javax.crypto.spec.HKDFParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * A key-encryption key. What it is given is never used itself: each use has a key derived from it
 * (HKDF-SHA256), so that no use says anything about another.
 *
 * @param version names it, in the key file and in every row that it seals
 */
record Kek(int version, SecretKey wrapping, SecretKey fingerprinting) {
  private static final int BYTES = 32;

  /** The key whose 32 bytes are {@code encoded} in base64. */
  static Kek parse(int version, String encoded) {
    byte[] bytes;
    try {
      bytes = Base64.getDecoder().decode(encoded);
    } catch (IllegalArgumentException _) {
      throw new KeysInvalid("key %d: expected base64, found something else".formatted(version));
    }
    try {
      if (bytes.length != BYTES) {
        throw new KeysInvalid(
            "key %d: expected %d bytes in base64, found %d"
                .formatted(version, BYTES, bytes.length));
      }
      var material = new SecretKeySpec(bytes, "HKDF");
      return new Kek(
          version,
          derive(material, "ccr secrets: wrap data keys", "AES"),
          derive(material, "ccr secrets: fingerprint requests", "HmacSHA256"));
    } finally {
      Arrays.fill(bytes, (byte) 0);
    }
  }

  /** A new key in the form that {@link #parse} takes. */
  static String generate(SecureRandom random) {
    var bytes = new byte[BYTES];
    random.nextBytes(bytes);
    return Base64.getEncoder().encodeToString(bytes);
  }

  private static SecretKey derive(SecretKey material, String use, String algorithm) {
    try {
      var expansion =
          HKDFParameterSpec.ofExtract()
              .addIKM(material)
              .thenExpand(use.getBytes(java.nio.charset.StandardCharsets.UTF_8), BYTES);
      return KDF.getInstance("HKDF-SHA256").deriveKey(algorithm, expansion);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java platform of today has HKDF-SHA256", e);
    }
  }

  /** Without the keys. */
  @Override
  public String toString() {
    return "Kek[version=" + version + "]";
  }
}
