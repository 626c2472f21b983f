package dev.ccrunner.infra.blob;

import java.io.InputStream;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Collections;
import java.util.Iterator;

/** Stands where no store is configured, and says so to everybody who needs one. */
final class NoBlobStore implements BlobStore {
  @Override
  public void put(String key, Path content) throws BlobsNotConfigured {
    throw new BlobsNotConfigured();
  }

  @Override
  public InputStream open(String key, long from, long length) throws BlobsNotConfigured {
    throw new BlobsNotConfigured();
  }

  @Override
  public void delete(String key) throws BlobsNotConfigured {
    throw new BlobsNotConfigured();
  }

  @Override
  public Iterator<Listed> list() {
    return Collections.emptyIterator();
  }

  @Override
  public void removeLeftovers(Instant before) {
    // There are none.
  }

  @Override
  public void close() {
    // Nothing is open.
  }
}
