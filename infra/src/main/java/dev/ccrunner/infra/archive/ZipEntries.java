package dev.ccrunner.infra.archive;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.Enumeration;
import java.util.Optional;
import java.util.zip.CRC32;
import org.apache.commons.compress.archivers.zip.ZipArchiveEntry;
import org.apache.commons.compress.archivers.zip.ZipFile;

/** Of a zip, read by Commons Compress after {@link ZipGuard} has seen it. */
final class ZipEntries implements Entries {
  private static final int TYPE = 0170000;
  private static final int FILE = 0100000;
  private static final int DIRECTORY = 0040000;
  private static final int SYMBOLIC_LINK = 0120000;
  private static final int ANY_EXECUTE = 0111;
  private static final int LONGEST_TARGET = 4_096;

  private final ZipFile zip;
  private final Enumeration<ZipArchiveEntry> entries;

  private ZipEntries(ZipFile zip) {
    this.zip = zip;
    this.entries = zip.getEntries();
  }

  static ZipEntries open(Path archive, ArchiveSettings settings) throws IOException {
    try {
      ZipGuard.look(archive, settings.maxEntries());
      return new ZipEntries(
          ZipFile.builder()
              .setPath(archive)
              .setCharset(UTF_8)
              .setUseUnicodeExtraFields(false)
              .get());
    } catch (IOException | RuntimeException e) {
      throw ArchiveRefused.broken("", e);
    }
  }

  @Override
  public Optional<Entry> next() throws IOException {
    return entries.hasMoreElements() ? Optional.of(entry(entries.nextElement())) : Optional.empty();
  }

  private Entry entry(ZipArchiveEntry entry) throws IOException {
    var kind = kind(entry);
    return new Entry(
        entry.getName(),
        kind,
        (entry.getUnixMode() & ANY_EXECUTE) != 0,
        kind == Entry.Kind.SYMBOLIC_LINK ? target(entry) : "",
        kind == Entry.Kind.FILE ? () -> content(entry) : Entry.NOTHING);
  }

  /** Archives made on other systems have no type of Unix: then it is a slash that says it. */
  private static Entry.Kind kind(ZipArchiveEntry entry) throws ArchiveRefused {
    boolean slash = entry.getName().endsWith("/");
    return switch (entry.getUnixMode() & TYPE) {
      case 0 -> slash ? Entry.Kind.DIRECTORY : Entry.Kind.FILE;
      case FILE -> {
        if (slash) {
          throw ArchiveRefused.entry(entry.getName(), "a file's name", "a directory's");
        }
        yield Entry.Kind.FILE;
      }
      case DIRECTORY -> Entry.Kind.DIRECTORY;
      case SYMBOLIC_LINK -> Entry.Kind.SYMBOLIC_LINK;
      default -> Entry.Kind.SPECIAL;
    };
  }

  private String target(ZipArchiveEntry entry) throws IOException {
    try (var in = content(entry)) {
      return new String(in.readNBytes(LONGEST_TARGET + 1), UTF_8);
    }
  }

  private InputStream content(ZipArchiveEntry entry) throws IOException {
    return new Checked(entry, zip.getInputStream(entry));
  }

  @Override
  public void close() throws IOException {
    zip.close();
  }

  /** A content that is as long as was said, and has the check sum that was said. */
  private static final class Checked extends FilterInputStream {
    private final ZipArchiveEntry entry;
    private final CRC32 crc = new CRC32();
    private long length;

    Checked(ZipArchiveEntry entry, InputStream in) {
      super(in);
      this.entry = entry;
    }

    @Override
    public int read() throws IOException {
      var one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] into, int from, int count) throws IOException {
      int n = super.read(into, from, count);
      if (n > 0) {
        crc.update(into, from, n);
        length += n;
      }
      if (length > entry.getSize() || (n < 0 && length != entry.getSize())) {
        throw ArchiveRefused.entry(
            entry.getName(), entry.getSize() + " bytes, as its header says", "others");
      }
      if (n < 0 && crc.getValue() != entry.getCrc()) {
        throw ArchiveRefused.entry(entry.getName(), "its check sum", "another one");
      }
      return n;
    }
  }
}
