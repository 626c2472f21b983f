package dev.ccrunner.infra.archive;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.List;
import org.apache.commons.compress.archivers.tar.TarUtils;

/**
 * Sees every block of a tar before the library does, and refuses what one reader may take for
 * something else than another: sizes that contradict each other, sparse files, names that are no
 * text; and what costs memory before it is an entry, like a name of a gigabyte.
 */
final class TarGuard extends InputStream {
  private static final int BLOCK = 512;
  private static final int LONGEST_EXTRA = 64 * 1024;
  private static final int NAME_LENGTH = 100;
  private static final int SIZE_FROM = 124;
  private static final int SIZE_LENGTH = 12;
  private static final int TYPE = 156;
  private static final int TARGET_FROM = 157;
  private static final int MAGIC_FROM = 257;
  private static final int PREFIX_FROM = 345;
  private static final int PREFIX_LENGTH = 155;

  /** Files (also those for fast discs), links, devices, directories, queues. */
  private static final String PLAIN = "\0" + "01234567";

  /** Long names, long targets, extended headers of one entry and of all. */
  private static final String EXTRA = "LKxg";

  private static final List<String> DECEIVING = List.of("size=", "GNU.sparse.");

  private final InputStream in;
  private final long most;
  private byte[] block = new byte[0];
  private int used;
  private long seen;
  private long contentLeft;
  private boolean ended;
  private char type;
  private String name = "";
  private final ByteArrayOutputStream extra = new ByteArrayOutputStream();

  /**
   * Over a tar as it is when nothing is compressed any more.
   *
   * @param most bytes that it may have
   */
  TarGuard(InputStream in, long most) {
    this.in = in;
    this.most = most;
  }

  @Override
  public int read() throws IOException {
    return fill() ? block[used++] & 0xff : -1;
  }

  @Override
  public int read(byte[] into, int from, int length) throws IOException {
    if (length == 0) {
      return 0;
    }
    if (!fill()) {
      return -1;
    }
    int n = Math.min(length, block.length - used);
    System.arraycopy(block, used, into, from, n);
    used += n;
    return n;
  }

  private boolean fill() throws IOException {
    if (used < block.length) {
      return true;
    }
    block = in.readNBytes(BLOCK);
    used = 0;
    if (block.length == 0) {
      return false;
    }
    if (block.length < BLOCK) {
      throw cutOff();
    }
    seen += BLOCK;
    if (seen > most) {
      throw ArchiveRefused.entry(
          name, "at most %d bytes of archive, unpacked".formatted(most), "more");
    }
    look();
    return true;
  }

  private void look() throws IOException {
    if (ended) {
      if (!ArchiveFormat.isZero(block)) {
        throw ArchiveRefused.whole("nothing after its end", "more");
      }
    } else if (contentLeft > 0) {
      content();
    } else if (ArchiveFormat.isZero(block)) {
      ended = true;
    } else {
      header();
    }
  }

  private void header() throws IOException {
    if (!TarUtils.verifyCheckSum(block)) {
      throw ArchiveRefused.entry(name, "a header with its check sum after it", "another one");
    }
    type = (char) (block[TYPE] & 0xff);
    name = text(0, NAME_LENGTH);
    text(TARGET_FROM, NAME_LENGTH);
    if (block[MAGIC_FROM] == 'u' && block[MAGIC_FROM + 5] == 0) {
      text(PREFIX_FROM, PREFIX_LENGTH);
    }
    long size = size();
    if (EXTRA.indexOf(type) >= 0) {
      if (size > LONGEST_EXTRA) {
        throw ArchiveRefused.entry(
            name, "at most %d bytes of name".formatted(LONGEST_EXTRA), String.valueOf(size));
      }
      extra.reset();
    } else if (PLAIN.indexOf(type) < 0) {
      throw ArchiveRefused.entry(
          name, "a file, a directory or a link", "type '%s'".formatted(type));
    } else if (size > 0 && type >= '1' && type <= '6') {
      throw ArchiveRefused.entry(name, "content in files only", size + " bytes");
    }
    contentLeft = size;
  }

  private long size() throws ArchiveRefused {
    long size;
    try {
      size = TarUtils.parseOctalOrBinary(block, SIZE_FROM, SIZE_LENGTH);
    } catch (IllegalArgumentException e) {
      throw ArchiveRefused.broken(name, e);
    }
    if (size < 0 || size > most) {
      throw ArchiveRefused.entry(
          name, "a size of 0 to %d bytes".formatted(most), String.valueOf(size));
    }
    return size;
  }

  private void content() throws IOException {
    int n = (int) Math.min(contentLeft, BLOCK);
    contentLeft -= n;
    if (EXTRA.indexOf(type) < 0) {
      return;
    }
    extra.write(block, 0, n);
    if (contentLeft == 0) {
      extraIsSober(strictly(extra.toByteArray()));
    }
  }

  private void extraIsSober(String text) throws ArchiveRefused {
    if (type != 'x' && type != 'g') {
      return;
    }
    for (var record : text.split("\n")) {
      var pair = record.substring(record.indexOf(' ') + 1);
      if (DECEIVING.stream().anyMatch(pair::startsWith)) {
        throw ArchiveRefused.entry(name, "plain files with their size in the header", pair);
      }
      if (pair.indexOf('\0') >= 0) {
        throw ArchiveRefused.entry(name, "names without NUL", "one in a header");
      }
    }
  }

  private String text(int from, int most) throws ArchiveRefused {
    int length = 0;
    while (length < most && block[from + length] != 0) {
      length++;
    }
    var bytes = new byte[length];
    System.arraycopy(block, from, bytes, 0, length);
    return strictly(bytes);
  }

  private String strictly(byte[] bytes) throws ArchiveRefused {
    try {
      return UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException _) {
      throw ArchiveRefused.entry(name, "names in UTF-8", "other bytes");
    }
  }

  private ArchiveRefused cutOff() {
    return ArchiveRefused.entry(name, "an archive with its end", "one that was cut off");
  }

  /** The library saw the end: there is one, and nothing is hidden behind it. */
  void expectEnd() throws IOException {
    if (!ended) {
      throw cutOff();
    }
    used = block.length;
    while (fill()) {
      used = block.length;
    }
  }

  @Override
  public void close() throws IOException {
    in.close();
  }
}
