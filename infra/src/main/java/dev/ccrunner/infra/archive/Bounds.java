package dev.ccrunner.infra.archive;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/** Counts what comes out of one archive, while it comes: a header's word is nobody's bond. */
final class Bounds {
  private final ArchiveSettings settings;
  private final long most;
  private final String mostWords;
  private int entries;
  private long bytes;

  /**
   * Of a new archive.
   *
   * @param packed its own size
   */
  Bounds(ArchiveSettings settings, long packed) {
    this.settings = settings;
    long byRatio = Math.max(settings.ratioFrom().toBytes(), times(packed, settings.maxRatio()));
    long bySize = settings.maxSize().toBytes();
    this.most = Math.min(byRatio, bySize);
    this.mostWords =
        byRatio < bySize
            ? "at most %d bytes, %d times the archive's own (ccr.archives.max-ratio)"
                .formatted(most, settings.maxRatio())
            : "at most %d bytes in all (ccr.archives.max-size)".formatted(most);
  }

  private static long times(long packed, long ratio) {
    return packed > Long.MAX_VALUE / ratio ? Long.MAX_VALUE : packed * ratio;
  }

  void entry(String name, int depth) throws ArchiveRefused {
    entries++;
    if (entries > settings.maxEntries()) {
      throw ArchiveRefused.entry(
          name,
          "at most %d entries (ccr.archives.max-entries)".formatted(settings.maxEntries()),
          "one more");
    }
    if (depth > settings.maxDepth()) {
      throw ArchiveRefused.entry(
          name,
          "at most %d names in its path (ccr.archives.max-depth)".formatted(settings.maxDepth()),
          String.valueOf(depth));
    }
  }

  /** The same content, which ends with a refusal where a bound does. */
  InputStream bounded(String name, InputStream content) {
    return new FilterInputStream(content) {
      private long own;

      @Override
      public int read() throws IOException {
        var one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
      }

      @Override
      public int read(byte[] into, int from, int length) throws IOException {
        int n = super.read(into, from, length);
        if (n > 0) {
          own += n;
          count(name, own, n);
        }
        return n;
      }
    };
  }

  private void count(String name, long own, int more) throws ArchiveRefused {
    bytes += more;
    if (own > settings.maxEntrySize().toBytes()) {
      throw ArchiveRefused.entry(
          name,
          "at most %d bytes in one file (ccr.archives.max-entry-size)"
              .formatted(settings.maxEntrySize().toBytes()),
          "more");
    }
    if (bytes > most) {
      throw ArchiveRefused.entry(name, mostWords, "more");
    }
  }

  long bytes() {
    return bytes;
  }

  /** What a stream that has all files in it may have at most, headers included. */
  long mostOfStream() {
    return most + 4L * 512 * settings.maxEntries();
  }
}
