package dev.ccrunner.infra.blob;

import java.io.IOException;

/** Nothing is kept under that key. */
public final class BlobMissing extends IOException {
  public BlobMissing(String key) {
    super("Expected content under the key %s, found none".formatted(key));
  }
}
