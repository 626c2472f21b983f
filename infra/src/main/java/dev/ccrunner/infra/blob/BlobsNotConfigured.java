package dev.ccrunner.infra.blob;

import java.io.IOException;

/** There is no place for contents. */
public final class BlobsNotConfigured extends IOException {
  BlobsNotConfigured() {
    super(
        "Expected a place for contents in ccr.blobs.directory (CCR_BLOBS_DIRECTORY), or"
            + " ccr.blobs.store=s3, found neither");
  }
}
