package dev.ccrunner.gateway.content;

import dev.ccrunner.file.StoredBlob;
import dev.ccrunner.infra.blob.Blobs;
import org.springframework.stereotype.Component;

/** Contents of the blob store. */
@Component
public class StoredContent {
  private final Blobs blobs;

  StoredContent(Blobs blobs) {
    this.blobs = blobs;
  }

  /** It under this name; as a whole, its hash is checked while it is sent. */
  public Content of(String name, String mediaType, StoredBlob blob) {
    return new Content(
        name,
        mediaType,
        blob.sha256(),
        blob.bytes(),
        (from, length) ->
            from == 0 && length == blob.bytes()
                ? blobs.open(blob)
                : blobs.open(blob, from, length));
  }
}
