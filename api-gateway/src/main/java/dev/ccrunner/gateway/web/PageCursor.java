package dev.ccrunner.gateway.web;

import dev.ccrunner.gateway.problem.ErrorCode;
import dev.ccrunner.gateway.problem.ProblemException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.UUID;

/**
 * Where a page of a list ended: version, id of its last element, and a checksum over these and the
 * list it belongs to (whose list, with which filters), so that a cursor is good for nothing else.
 * It is no secret and grants nothing: the team is never taken from it.
 */
public final class PageCursor {
  private static final byte VERSION = 1;
  private static final int CHECKSUM_BYTES = 8;
  private static final int BYTES = 1 + 2 * Long.BYTES + CHECKSUM_BYTES;

  private PageCursor() {}

  /** The cursor after {@code last} in {@code list}. */
  public static String after(UUID last, String list) {
    byte[] bytes =
        ByteBuffer.allocate(BYTES)
            .put(VERSION)
            .putLong(last.getMostSignificantBits())
            .putLong(last.getLeastSignificantBits())
            .put(checksum(last, list))
            .array();
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  /**
   * The last element before {@code cursor}.
   *
   * @throws ProblemException when the cursor was not made for this list
   */
  public static UUID last(String cursor, String list) {
    try {
      var bytes = ByteBuffer.wrap(Base64.getUrlDecoder().decode(cursor));
      if (bytes.remaining() == BYTES && bytes.get() == VERSION) {
        var last = new UUID(bytes.getLong(), bytes.getLong());
        byte[] found = new byte[CHECKSUM_BYTES];
        bytes.get(found);
        // Compared as text, because base64 leaves some bits of the last digit open.
        if (Arrays.equals(found, checksum(last, list)) && cursor.equals(after(last, list))) {
          return last;
        }
      }
    } catch (IllegalArgumentException e) {
      // Not base64; answered below.
    }
    throw bad();
  }

  private static byte[] checksum(UUID last, String list) {
    return checksum(last.toString(), list);
  }

  /** Of a list whose elements have no id: after the element with these values, none with NUL. */
  public static String afterValues(List<String> last, String list) {
    String text = String.join("\0", last);
    byte[] values = text.getBytes(StandardCharsets.UTF_8);
    byte[] bytes =
        ByteBuffer.allocate(1 + CHECKSUM_BYTES + values.length)
            .put(VERSION)
            .put(checksum(text, list))
            .put(values)
            .array();
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  /**
   * The values of the last element before {@code cursor}.
   *
   * @throws ProblemException when the cursor was not made for this list
   */
  public static List<String> lastValues(String cursor, String list) {
    try {
      var bytes = ByteBuffer.wrap(Base64.getUrlDecoder().decode(cursor));
      if (bytes.remaining() > CHECKSUM_BYTES) {
        bytes.position(1 + CHECKSUM_BYTES);
        var text = StandardCharsets.UTF_8.decode(bytes).toString();
        var last = List.of(text.split("\0", -1));
        if (cursor.equals(afterValues(last, list))) {
          return last;
        }
      }
    } catch (IllegalArgumentException e) {
      // Not base64; answered below.
    }
    throw bad();
  }

  private static ProblemException bad() {
    return ProblemException.of(
        ErrorCode.BAD_CURSOR,
        "cursor: expected next_cursor of the page before, used with the same filters, found"
            + " something else.");
  }

  private static byte[] checksum(String last, String list) {
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-256")
              .digest((VERSION + "\n" + last + "\n" + list).getBytes(StandardCharsets.UTF_8));
      return Arrays.copyOf(hash, CHECKSUM_BYTES);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
