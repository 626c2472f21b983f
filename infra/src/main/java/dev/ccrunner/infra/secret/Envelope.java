package dev.ccrunner.infra.secret;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.SecretKey;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * Seals values: each under a data key of its own, which a key-encryption key wraps. Both by
 * AES-256-GCM, as {@code format, nonce, ciphertext with tag}. Rotating keys therefore touches the
 * wrapped data keys only, never the values.
 */
final class Envelope {
  private static final byte FORMAT = 1;
  private static final int NONCE_BYTES = 12;
  private static final int TAG_BITS = 128;
  private static final int DATA_KEY_BYTES = 32;

  private final KeyRing keys;
  private final SecureRandom random = new SecureRandom();

  Envelope(KeyRing keys) {
    this.keys = keys;
  }

  /** Seals {@code clear} with {@code kek}. */
  Sealed seal(Kek kek, byte[] clear, Binding binding) {
    var dataKey = new byte[DATA_KEY_BYTES];
    random.nextBytes(dataKey);
    try {
      return new Sealed(
          kek.version(),
          encrypt(kek.wrapping(), dataKey, binding.ofDataKey(kek.version())),
          encrypt(new SecretKeySpec(dataKey, "AES"), clear, binding.ofValue()));
    } finally {
      Arrays.fill(dataKey, (byte) 0);
    }
  }

  /** The value in clear. */
  byte[] open(Sealed sealed, Binding binding) throws Unsealable {
    byte[] dataKey = unwrap(sealed, binding);
    try {
      return decrypt(
          new SecretKeySpec(dataKey, "AES"), sealed.value(), binding.ofValue(), "its value");
    } finally {
      Arrays.fill(dataKey, (byte) 0);
    }
  }

  /** The same value whose data key is wrapped by {@code kek} instead. */
  Sealed rewrap(Kek kek, Sealed sealed, Binding binding) throws Unsealable {
    byte[] dataKey = unwrap(sealed, binding);
    try {
      return new Sealed(
          kek.version(),
          encrypt(kek.wrapping(), dataKey, binding.ofDataKey(kek.version())),
          sealed.value());
    } finally {
      Arrays.fill(dataKey, (byte) 0);
    }
  }

  private byte[] unwrap(Sealed sealed, Binding binding) throws Unsealable {
    Kek kek =
        keys.find(sealed.kekVersion())
            .orElseThrow(() ->
                new Unsealable(
                    "It is sealed with version %d of the keys for secrets, and this process has %s (ccr.secrets.key-file)."
                        .formatted(
                            sealed.kekVersion(),
                            keys.versions().isEmpty() ? "none" : "only " + keys.versions())));
    return decrypt(
        kek.wrapping(), sealed.wrappedKey(), binding.ofDataKey(kek.version()), "its data key");
  }

  private byte[] encrypt(SecretKey key, byte[] clear, byte[] associated) {
    var nonce = new byte[NONCE_BYTES];
    random.nextBytes(nonce);
    try {
      var cipher = cipher(Cipher.ENCRYPT_MODE, key, nonce, associated);
      byte[] sealed = cipher.doFinal(clear);
      return ByteBuffer.allocate(1 + NONCE_BYTES + sealed.length)
          .put(FORMAT)
          .put(nonce)
          .put(sealed)
          .array();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java platform has AES-256-GCM", e);
    }
  }

  private static byte[] decrypt(SecretKey key, byte[] sealed, byte[] associated, String what)
      throws Unsealable {
    if (sealed.length < 1 + NONCE_BYTES + TAG_BITS / 8 || sealed[0] != FORMAT) {
      throw new Unsealable(
          "Expected %s sealed in format %d, found %d bytes of something else."
              .formatted(what, FORMAT, sealed.length));
    }
    try {
      var nonce = Arrays.copyOfRange(sealed, 1, 1 + NONCE_BYTES);
      var cipher = cipher(Cipher.DECRYPT_MODE, key, nonce, associated);
      return cipher.doFinal(sealed, 1 + NONCE_BYTES, sealed.length - 1 - NONCE_BYTES);
    } catch (AEADBadTagException _) {
      throw new Unsealable(
          "Expected %s as it was sealed, found it changed: by another key of that version, or in another row."
              .formatted(what));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java platform has AES-256-GCM", e);
    }
  }

  private static Cipher cipher(int mode, SecretKey key, byte[] nonce, byte[] associated)
      throws GeneralSecurityException {
    var cipher = Cipher.getInstance("AES/GCM/NoPadding");
    cipher.init(mode, key, new GCMParameterSpec(TAG_BITS, nonce));
    cipher.updateAAD(associated);
    return cipher;
  }
}
