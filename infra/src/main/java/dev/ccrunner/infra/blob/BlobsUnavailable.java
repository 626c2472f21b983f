package dev.ccrunner.infra.blob;

import java.io.IOException;

/** The store does not do what it should; it may at another time. */
public final class BlobsUnavailable extends IOException {
  BlobsUnavailable(String key, IOException cause) {
    super("The store of contents failed with %s: %s".formatted(key, cause), cause);
  }
}
