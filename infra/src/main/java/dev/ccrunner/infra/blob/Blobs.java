package dev.ccrunner.infra.blob;

import dev.ccrunner.file.StoredBlob;
import java.io.IOException;
import java.io.InputStream;

/**
 * Contents of teams: hashed on their way in, checked on their way out, counted against the team's
 * quota, and removed when nothing refers to them any more. Safe for use by many threads.
 */
public interface Blobs {
  /**
   * Says so while there is still time: what needs contents later is better refused at once.
   *
   * @throws BlobsNotConfigured when there is no place for any
   */
  default void expectPlace() throws BlobsNotConfigured {}

  /**
   * Reads the stream to its end and keeps what it says. Until something in the database refers to
   * it, it is kept for a while only ({@code ccr.blobs.unreferenced-for}). Not for the inside of a
   * transaction: it may take as long as the stream does.
   *
   * @param atMost bytes
   * @throws BlobRefused when it is longer, or the team has no room for it; nothing is kept then
   * @throws BlobsNotConfigured when there is no place for it
   * @throws BlobsUnavailable when the store fails; what the stream throws is thrown as it is
   */
  StoredBlob keep(BlobOwner owner, InputStream content, long atMost)
      throws IOException, BlobRefused;

  /**
   * The whole content. Its hash is checked: the last read of a content that is not what was kept
   * throws {@link BlobCorrupt}.
   */
  default InputStream open(StoredBlob blob) throws IOException {
    return new VerifyingStream(open(blob, 0, blob.bytes()), blob);
  }

  /** A part of it, whose hash cannot be checked. */
  InputStream open(StoredBlob blob, long from, long length) throws IOException;
}
