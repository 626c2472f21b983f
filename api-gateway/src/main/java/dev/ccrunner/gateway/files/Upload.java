package dev.ccrunner.gateway.files;

import dev.ccrunner.file.StoredBlob;
import dev.ccrunner.gateway.idempotency.RequestFingerprint;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/**
 * A file that has arrived, and what its uploader says of it.
 *
 * @param keep for how long from now on
 */
record Upload(String name, String mediaType, Duration keep, StoredBlob blob) {
  /** What is kept of the request to recognise it; none of this can hold a line feed. */
  RequestFingerprint fingerprint(String path) {
    String all = String.join("\n", name, mediaType, keep.toString(), blob.sha256());
    return RequestFingerprint.sha256(path, all.getBytes(StandardCharsets.UTF_8));
  }
}
