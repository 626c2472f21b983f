package dev.ccrunner.infra.blob;

import java.io.IOException;

/** What is kept is not what was given to be kept. */
public final class BlobCorrupt extends IOException {
  public BlobCorrupt(String key, String found) {
    super(
        "Expected the content under %s to have the hash in its key, found %s"
            .formatted(key, found));
  }
}
