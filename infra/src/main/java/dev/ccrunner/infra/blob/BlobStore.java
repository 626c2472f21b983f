package dev.ccrunner.infra.blob;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Iterator;

/**
 * The port to whatever keeps contents: a directory that all gateways and workers share, or an
 * S3-compatible service. It knows nothing of teams, quotas and references. Safe for use by many
 * threads.
 *
 * <p>A key is names between slashes with the content's hash at the end; anything else is refused
 * with an {@link IllegalArgumentException}.
 */
public interface BlobStore extends AutoCloseable {
  /**
   * Keeps the file's content under the key, whole or not at all. What is there already has the same
   * content, since keys end with its hash, and may be left or written again.
   *
   * @throws IOException when it may not be there
   */
  void put(String key, Path content) throws IOException;

  /**
   * Opens the content from its byte {@code from}, for {@code length} bytes or until its end. The
   * caller closes it.
   *
   * @throws BlobMissing when there is none
   */
  InputStream open(String key, long from, long length) throws IOException;

  /** Removes it; nothing happens when it is not there. */
  void delete(String key) throws IOException;

  /**
   * All that is kept, in no order, in portions: for whoever looks for what nobody refers to. What
   * has not the form of a key is not ours and not among it. The iterator throws {@link
   * java.io.UncheckedIOException}.
   */
  Iterator<Listed> list() throws IOException;

  /** Removes what puts that were broken off before that moment have left. */
  void removeLeftovers(Instant before) throws IOException;

  /** Something that is kept, and since when. */
  record Listed(String key, long bytes, Instant since) {}

  @Override
  void close();
}
