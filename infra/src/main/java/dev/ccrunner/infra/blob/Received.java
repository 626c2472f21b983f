package dev.ccrunner.infra.blob;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * A content that has arrived whole, in a file of this machine, with its hash. The file goes when
 * this is closed.
 */
record Received(Path file, String sha256, long bytes) implements AutoCloseable {
  private static final int BUFFER = 64 * 1024;

  /**
   * Reads the stream to its end.
   *
   * @param folder for the file; null: the system's
   * @throws BlobRefused when it is longer than {@code atMost}
   */
  static Received of(InputStream content, long atMost, @Nullable Path folder)
      throws IOException, BlobRefused {
    Path file = newFile(folder);
    try {
      return copy(content, file, atMost);
    } catch (IOException | BlobRefused | RuntimeException e) {
      Files.deleteIfExists(file);
      throw e;
    }
  }

  /** For its owner only, as temporary files are made. */
  private static Path newFile(@Nullable Path folder) throws IOException {
    if (folder == null) {
      return Files.createTempFile("ccr-blob-", null);
    }
    Files.createDirectories(folder);
    return Files.createTempFile(folder, "ccr-blob-", null);
  }

  private static Received copy(InputStream content, Path file, long atMost)
      throws IOException, BlobRefused {
    var digest = Sha256.digest();
    var buffer = new byte[BUFFER];
    long bytes = 0;
    try (var out = Files.newOutputStream(file, StandardOpenOption.TRUNCATE_EXISTING)) {
      for (int count; (count = content.read(buffer)) >= 0; ) {
        bytes += count;
        if (bytes > atMost) {
          throw new BlobRefused(BlobRefused.Bound.CONTENT, atMost);
        }
        digest.update(buffer, 0, count);
        out.write(buffer, 0, count);
      }
    }
    return new Received(file, HexFormat.of().formatHex(digest.digest()), bytes);
  }

  @Override
  public void close() throws IOException {
    Files.deleteIfExists(file);
  }
}
