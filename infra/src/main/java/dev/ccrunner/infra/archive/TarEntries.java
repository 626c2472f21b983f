package dev.ccrunner.infra.archive;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.zip.GZIPInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;

/** Of a tar, read by Commons Compress from behind a {@link TarGuard}. */
final class TarEntries implements Entries {
  private static final int ANY_EXECUTE = 0111;

  private final TarGuard guard;
  private final TarArchiveInputStream tar;

  TarEntries(InputStream in, Bounds bounds) {
    this.guard = new TarGuard(in, bounds.mostOfStream());
    this.tar = new TarArchiveInputStream(guard, UTF_8.name());
  }

  static TarEntries gzipped(Path archive, Bounds bounds) throws IOException {
    var file = new BufferedInputStream(Files.newInputStream(archive));
    try {
      // The JDK's own: it keeps nothing of the header's texts, which have no bound.
      return new TarEntries(new GZIPInputStream(file, 64 * 1024), bounds);
    } catch (IOException e) {
      file.close();
      throw ArchiveRefused.broken("", e);
    }
  }

  @Override
  public Optional<Entry> next() throws IOException {
    var entry = tar.getNextEntry();
    if (entry == null) {
      guard.expectEnd();
      return Optional.empty();
    }
    return Optional.of(entry(entry));
  }

  private Entry entry(TarArchiveEntry entry) {
    var kind = kind(entry);
    boolean link = kind == Entry.Kind.SYMBOLIC_LINK || kind == Entry.Kind.HARD_LINK;
    return new Entry(
        entry.getName(),
        kind,
        (entry.getMode() & ANY_EXECUTE) != 0,
        link ? entry.getLinkName() : "",
        kind == Entry.Kind.FILE ? () -> new Uncloseable(tar) : Entry.NOTHING);
  }

  private static Entry.Kind kind(TarArchiveEntry entry) {
    if (entry.isSymbolicLink()) {
      return Entry.Kind.SYMBOLIC_LINK;
    }
    if (entry.isLink()) {
      return Entry.Kind.HARD_LINK;
    }
    if (entry.isDirectory()) {
      return Entry.Kind.DIRECTORY;
    }
    if (entry.isCharacterDevice() || entry.isBlockDevice() || entry.isFIFO()) {
      return Entry.Kind.SPECIAL;
    }
    return entry.isFile() ? Entry.Kind.FILE : Entry.Kind.SPECIAL;
  }

  /** One entry's content is a part of the stream that the next one needs. */
  private static final class Uncloseable extends java.io.FilterInputStream {
    Uncloseable(InputStream in) {
      super(in);
    }

    @Override
    public void close() {
      // The archive is closed as a whole.
    }
  }

  @Override
  public void close() throws IOException {
    tar.close();
  }
}
