package dev.ccrunner.worker.git;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What stands in a repository for a file that Git LFS keeps elsewhere.
 *
 * @param oid the SHA-256 of the file
 * @param size of the file
 */
public record LfsPointer(String oid, long size) {
  /** Of a pointer's own text; what is longer is none. */
  public static final int LONGEST = 1024;

  private static final Pattern TEXT =
      Pattern.compile(
          "version https://git-lfs\\.github\\.com/spec/v1\noid sha256:([0-9a-f]{64})\nsize (0|[1-9][0-9]{0,17})\n");

  /** The pointer that {@code blob} is; empty: it is something else. */
  public static Optional<LfsPointer> read(byte[] blob) {
    if (blob.length > LONGEST) {
      return Optional.empty();
    }
    var text = TEXT.matcher(new String(blob, ISO_8859_1));
    return text.matches()
        ? Optional.of(new LfsPointer(text.group(1), Long.parseLong(text.group(2))))
        : Optional.empty();
  }
}
