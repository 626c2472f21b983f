package dev.ccrunner.worker.harvest;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.ccrunner.worker.masking.SecretMask;

/**
 * The name of a file below some directory, as the bytes that the kernel knows it by: they need not
 * be text in any encoding, and a name that went through one and back might name nothing.
 *
 * @param raw each character is one byte
 */
record FileName(String raw) implements Comparable<FileName> {
  private static final int LONGEST_SHOWN = 800;

  static FileName of(byte[] bytes) {
    return new FileName(new String(bytes, ISO_8859_1));
  }

  static FileName ofText(String text) {
    return of(text.getBytes(UTF_8));
  }

  byte[] bytes() {
    return raw.getBytes(ISO_8859_1);
  }

  /** For lists and rows, where a name must not be of any length: masked, and then cut. */
  String shown(SecretMask mask) {
    var text = mask.mask(text());
    return text.length() <= LONGEST_SHOWN ? text : text.substring(0, LONGEST_SHOWN) + "…";
  }

  /** What is not UTF-8 is replaced. */
  String text() {
    return new String(bytes(), UTF_8);
  }

  FileName under(FileName directory) {
    return directory.raw.isEmpty() ? this : new FileName(directory.raw + "/" + raw);
  }

  /** As git names directories. */
  FileName withoutSlash() {
    return new FileName(raw.substring(0, raw.length() - 1));
  }

  @Override
  public int compareTo(FileName other) {
    return raw.compareTo(other.raw);
  }

  @Override
  public String toString() {
    return text();
  }
}
