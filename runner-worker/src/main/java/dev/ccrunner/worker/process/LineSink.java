package dev.ccrunner.worker.process;

import dev.ccrunner.worker.masking.SecretMask;

/** Receives a child's standard output, one whole line at a time and in order, from one thread. */
@FunctionalInterface
public interface LineSink {

  /** One line without its line feed; the array is the receiver's to keep. */
  void line(byte[] utf8);

  /**
   * A line longer than {@link ProcessSettings#maxLine()}: its first bytes and its whole length. The
   * middle is lost, the lines after it are not.
   */
  default void cutLine(byte[] head, long length) {}

  /** What the child's standard error goes through before its end is kept. */
  default SecretMask mask() {
    return SecretMask.NONE;
  }
}
