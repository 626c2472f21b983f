package dev.ccrunner.infra.secret;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Optional;
import javax.crypto.Mac;

/**
 * Tells whether two messages are the same without keeping either. A plain hash of a message with a
 * short secret in it gives the secret away to who tries all; these are keyed (HMAC-SHA256), so they
 * are worth nothing without a key for secrets.
 */
public final class Fingerprints {
  private final KeyRing keys;

  Fingerprints(KeyRing keys) {
    this.keys = keys;
  }

  /** The fingerprint of {@code message}; empty when there is no key. */
  public Optional<byte[]> of(byte[] message) {
    return keys.sealing().map(kek -> of(kek, message));
  }

  /** Whether {@code fingerprint} is of {@code message}; never, once its key is gone. */
  public boolean matches(byte[] fingerprint, byte[] message) {
    return fingerprint.length > Integer.BYTES
        && keys.find(ByteBuffer.wrap(fingerprint).getInt())
            .filter(kek -> MessageDigest.isEqual(fingerprint, of(kek, message)))
            .isPresent();
  }

  private static byte[] of(Kek kek, byte[] message) {
    try {
      var mac = Mac.getInstance("HmacSHA256");
      mac.init(kek.fingerprinting());
      byte[] code = mac.doFinal(message);
      return ByteBuffer.allocate(Integer.BYTES + code.length)
          .putInt(kek.version())
          .put(code)
          .array();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java platform has HMAC-SHA256", e);
    }
  }
}
