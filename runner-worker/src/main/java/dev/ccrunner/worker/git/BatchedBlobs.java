package dev.ccrunner.worker.git;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/** Reads what {@code git cat-file --batch} prints. */
public final class BatchedBlobs {
  private BatchedBlobs() {}

  /** The contents by the names of their objects; what is missing is not among them. */
  public static Map<String, byte[]> read(byte[] printed) {
    var found = new LinkedHashMap<String, byte[]>();
    int at = 0;
    while (at < printed.length) {
      int end = at;
      while (printed[end] != '\n') {
        end++;
      }
      var about = new String(printed, at, end - at, ISO_8859_1).split(" ", -1);
      at = end + 1;
      if (about.length == 3) { // "NAME missing" has no content
        int size = Integer.parseInt(about[2]);
        found.put(about[0], Arrays.copyOfRange(printed, at, at + size));
        at += size + 1;
      }
    }
    return found;
  }
}
