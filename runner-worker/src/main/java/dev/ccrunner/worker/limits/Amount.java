package dev.ccrunner.worker.limits;

/** Bytes in words for people. */
final class Amount {
  private static final long MEBIBYTE = 1L << 20;

  private Amount() {}

  /** Rounded down to whole MiB, unless that is nothing. */
  static String of(long bytes) {
    return bytes < MEBIBYTE ? bytes + " bytes" : bytes / MEBIBYTE + " MiB";
  }
}
