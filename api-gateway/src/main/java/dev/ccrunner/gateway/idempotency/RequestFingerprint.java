package dev.ccrunner.gateway.idempotency;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** What is kept of a request in order to recognise it. */
public interface RequestFingerprint {
  /** What is stored. */
  byte[] bytes();

  /** Whether what was stored is of the same request. */
  boolean matches(byte[] stored);

  /** A plain hash: for requests with nothing secret in them, since what is short can be guessed. */
  static RequestFingerprint sha256(String path, byte[] body) {
    byte[] hash = hash(path, body);
    return new RequestFingerprint() {
      @Override
      public byte[] bytes() {
        return hash;
      }

      @Override
      public boolean matches(byte[] stored) {
        return MessageDigest.isEqual(stored, hash);
      }
    };
  }

  private static byte[] hash(String path, byte[] body) {
    try {
      var digest = MessageDigest.getInstance("SHA-256");
      digest.update(path.getBytes(StandardCharsets.UTF_8));
      digest.update((byte) '\n');
      return digest.digest(body);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
