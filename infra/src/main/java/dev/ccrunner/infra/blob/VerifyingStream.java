package dev.ccrunner.infra.blob;

import dev.ccrunner.file.StoredBlob;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.util.HexFormat;

/**
 * A whole content whose hash is checked on the way: the last of its bytes are only handed out when
 * all of them are what was kept.
 */
final class VerifyingStream extends FilterInputStream {
  private final StoredBlob blob;
  private final MessageDigest digest = Sha256.digest();
  private long seen;
  private boolean checked;

  VerifyingStream(InputStream in, StoredBlob blob) {
    super(in);
    this.blob = blob;
  }

  @Override
  public int read() throws IOException {
    var one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] bytes, int offset, int length) throws IOException {
    int count = super.read(bytes, offset, length);
    if (count > 0) {
      digest.update(bytes, offset, count);
      seen += count;
    }
    if (!checked && (seen == blob.bytes() || count < 0)) {
      check();
    }
    return count;
  }

  private void check() throws BlobCorrupt {
    String found = HexFormat.of().formatHex(digest.digest());
    if (seen != blob.bytes()) {
      throw new BlobCorrupt(blob.key(), "%d bytes instead of %d".formatted(seen, blob.bytes()));
    }
    if (!found.equals(blob.sha256())) {
      throw new BlobCorrupt(blob.key(), found);
    }
    checked = true;
  }

  /** By reading, for all has to be hashed. */
  @Override
  public long skip(long count) throws IOException {
    var buffer = new byte[(int) Math.min(8192, Math.max(count, 0))];
    long skipped = 0;
    while (skipped < count) {
      int read = read(buffer, 0, (int) Math.min(buffer.length, count - skipped));
      if (read < 0) {
        break;
      }
      skipped += read;
    }
    return skipped;
  }

  @Override
  public boolean markSupported() {
    return false;
  }
}
