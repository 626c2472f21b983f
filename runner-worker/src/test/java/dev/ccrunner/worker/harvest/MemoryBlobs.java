package dev.ccrunner.worker.harvest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ccrunner.file.StoredBlob;
import dev.ccrunner.infra.blob.BlobOwner;
import dev.ccrunner.infra.blob.BlobRefused;
import dev.ccrunner.infra.blob.Blobs;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Contents for as long as a test lasts. */
final class MemoryBlobs implements Blobs {
  private final Map<String, byte[]> contents = new ConcurrentHashMap<>();

  @Override
  public StoredBlob keep(BlobOwner owner, InputStream content, long atMost)
      throws IOException, BlobRefused {
    var bytes = content.readNBytes((int) Math.min(atMost + 1, Integer.MAX_VALUE - 8));
    if (bytes.length > atMost) {
      throw new BlobRefused(BlobRefused.Bound.CONTENT, atMost);
    }
    try {
      var sha = HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
      contents.put(owner.prefix() + sha, bytes);
      return new StoredBlob(owner.prefix() + sha, sha, bytes.length);
    } catch (java.security.NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public InputStream open(StoredBlob blob, long from, long length) {
    return new ByteArrayInputStream(content(blob), (int) from, (int) length);
  }

  byte[] content(StoredBlob blob) {
    assertThat(contents).containsKey(blob.key());
    return contents.getOrDefault(blob.key(), new byte[0]);
  }
}
