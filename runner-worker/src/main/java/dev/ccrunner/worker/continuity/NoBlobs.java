package dev.ccrunner.worker.continuity;

import dev.ccrunner.file.StoredBlob;
import dev.ccrunner.infra.blob.BlobOwner;
import dev.ccrunner.infra.blob.Blobs;
import java.io.IOException;
import java.io.InputStream;

/** No place for contents. */
final class NoBlobs implements Blobs {
  @Override
  public StoredBlob keep(BlobOwner owner, InputStream content, long atMost) throws IOException {
    throw new IOException("there is no blob store");
  }

  @Override
  public InputStream open(StoredBlob blob, long from, long length) throws IOException {
    throw new IOException("there is no blob store");
  }
}
