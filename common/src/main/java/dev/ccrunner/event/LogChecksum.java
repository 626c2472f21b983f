package dev.ccrunner.event;

import java.nio.charset.StandardCharsets;

/**
 * Length and CRC-32 of a log so far: over each event's JSON as UTF-8, followed by one line feed, in
 * the order of their numbers. The terminal event carries the sum over all events before it, so a
 * client can prove that it missed nothing.
 *
 * <p>A log is written by several processes in turn, so the sum goes on from its stored value, which
 * {@link java.util.zip.CRC32} cannot; the polynomial and the result are the same.
 *
 * @param bytes zero or more
 * @param crc32 0 to 2³²−1
 */
public record LogChecksum(long bytes, long crc32) {
  /** Of a log without events. */
  public static final LogChecksum EMPTY = new LogChecksum(0, 0);

  private static final int[] TABLE = table();

  /** The sum with {@code event} added. */
  public LogChecksum plus(RunEvent event) {
    byte[] json = event.json().getBytes(StandardCharsets.UTF_8);
    int crc = ~(int) crc32;
    for (byte b : json) {
      crc = (crc >>> 8) ^ TABLE[(crc ^ b) & 0xff];
    }
    crc = (crc >>> 8) ^ TABLE[(crc ^ '\n') & 0xff];
    return new LogChecksum(bytes + json.length + 1, Integer.toUnsignedLong(~crc));
  }

  private static int[] table() {
    var table = new int[256];
    for (int i = 0; i < table.length; i++) {
      int crc = i;
      for (int bit = 0; bit < 8; bit++) {
        crc = (crc & 1) == 0 ? crc >>> 1 : (crc >>> 1) ^ 0xedb88320;
      }
      table[i] = crc;
    }
    return table;
  }
}
