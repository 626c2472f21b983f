package dev.ccrunner.infra.archive;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.TreeMap;

/**
 * Reads a zip's two lists of contents, the one at its end and the one between the contents, before
 * the library does. They have to agree, since readers differ in which of them they believe; no two
 * contents may share bytes, by which a small archive unpacks to terabytes; and their number is
 * bounded before anybody keeps them in memory.
 */
final class ZipGuard {
  private static final int END = 0x06054b50;
  private static final int END_LENGTH = 22;
  private static final int LOCATOR_64 = 0x07064b50;
  private static final int LOCATOR_64_LENGTH = 20;
  private static final int END_64 = 0x06064b50;
  private static final int END_64_LENGTH = 56;
  private static final int CENTRAL = 0x02014b50;
  private static final int CENTRAL_LENGTH = 46;
  private static final int LOCAL = 0x04034b50;
  private static final int LOCAL_LENGTH = 30;
  private static final int LONGEST_COMMENT = 0xffff;
  private static final long MORE = 0xffffffffL;
  private static final int EXTRA_64 = 1;
  private static final int ENCRYPTED = 1 | 1 << 6 | 1 << 13;
  private static final int SIZES_FOLLOW = 1 << 3;
  private static final int STORED = 0;
  private static final int DEFLATED = 8;

  private final FileChannel file;
  private final long length;
  private final int maxEntries;

  /** Where contents begin, their headers included, and where they end. */
  private final TreeMap<Long, Long> taken = new TreeMap<>();

  private ZipGuard(FileChannel file, int maxEntries) throws IOException {
    this.file = file;
    this.length = file.size();
    this.maxEntries = maxEntries;
  }

  static void look(Path archive, int maxEntries) throws IOException {
    try (var file = FileChannel.open(archive, StandardOpenOption.READ)) {
      new ZipGuard(file, maxEntries).look();
    }
  }

  private void look() throws IOException {
    var list = listAtTheEnd();
    long at = list.from();
    long count = 0;
    while (at < list.to()) {
      count++;
      if (count > maxEntries) {
        throw ArchiveRefused.whole(
            "at most %d entries (ccr.archives.max-entries)".formatted(maxEntries), "more");
      }
      at += entry(at, list.from());
    }
    if (at != list.to() || count != list.count()) {
      throw ArchiveRefused.whole(
          "the number of entries that its end names, %d".formatted(list.count()),
          String.valueOf(count));
    }
    contentsAreApart();
  }

  private record ListOfContents(long from, long to, long count) {}

  private ListOfContents listAtTheEnd() throws IOException {
    int window = (int) Math.min(length, END_LENGTH + LONGEST_COMMENT);
    var tail = read(length - window, window);
    for (int i = window - END_LENGTH; i >= 0; i--) {
      // A comment may have anything in it, so the end is what a comment of its length follows.
      if (tail.getInt(i) == END && i + END_LENGTH + u2(tail, i + 20) == window) {
        return listBefore(length - window + i, tail.slice(i, END_LENGTH).order(tail.order()));
      }
    }
    throw ArchiveRefused.whole("a zip with its end", "one that was cut off");
  }

  private ListOfContents listBefore(long end, ByteBuffer record) throws IOException {
    if (u2(record, 4) == 0xffff
        || u2(record, 10) == 0xffff
        || u4(record, 12) == MORE
        || u4(record, 16) == MORE) {
      return list64(end);
    }
    if (u2(record, 4) != 0 || u2(record, 6) != 0 || u2(record, 8) != u2(record, 10)) {
      throw ArchiveRefused.whole("a zip of one part", "one of several");
    }
    return list(u4(record, 16), u4(record, 12), u2(record, 10), end);
  }

  private ListOfContents list64(long end) throws IOException {
    var locator = read(end - LOCATOR_64_LENGTH, LOCATOR_64_LENGTH);
    long at = locator.getLong(8);
    var record = read(at, END_64_LENGTH);
    if (locator.getInt(0) != LOCATOR_64 || record.getInt(0) != END_64) {
      throw ArchiveRefused.whole("the end of a large zip", "something else");
    }
    return list(record.getLong(48), record.getLong(40), record.getLong(32), at);
  }

  private static ListOfContents list(long from, long size, long count, long end)
      throws ArchiveRefused {
    if (from < 0 || size < 0 || from + size != end) {
      throw ArchiveRefused.whole(
          "its list of contents right before its end, at %d".formatted(end),
          "%d bytes at %d".formatted(size, from));
    }
    return new ListOfContents(from, end, count);
  }

  /** Looks at one entry; returns the length of its place in the list at the end. */
  private long entry(long at, long contentsEnd) throws IOException {
    var central = read(at, CENTRAL_LENGTH);
    if (central.getInt(0) != CENTRAL) {
      throw ArchiveRefused.whole("an entry at %d".formatted(at), "something else");
    }
    int nameLength = u2(central, 28);
    int extraLength = u2(central, 30);
    byte[] nameBytes = bytes(at + CENTRAL_LENGTH, nameLength);
    String name = strictly(nameBytes);
    int method = u2(central, 10);
    if ((u2(central, 8) & ENCRYPTED) != 0) {
      throw ArchiveRefused.entry(name, "readable content", "encrypted one");
    }
    if (method != STORED && method != DEFLATED) {
      throw ArchiveRefused.entry(name, "content stored or deflated", "method %d".formatted(method));
    }
    var sizes = Sizes.of(central, read(at + CENTRAL_LENGTH + nameLength, extraLength), name);
    local(name, nameBytes, central, sizes, contentsEnd);
    return (long) CENTRAL_LENGTH + nameLength + extraLength + u2(central, 32);
  }

  private void local(
      String name, byte[] nameBytes, ByteBuffer central, Sizes sizes, long contentsEnd)
      throws IOException {
    if (sizes.offset() < 0 || sizes.offset() + LOCAL_LENGTH > contentsEnd) {
      throw ArchiveRefused.entry(name, "content inside of the archive", "none there");
    }
    var local = read(sizes.offset(), LOCAL_LENGTH);
    if (local.getInt(0) != LOCAL) {
      throw ArchiveRefused.entry(name, "a header at its content", "none");
    }
    if (u2(local, 26) != nameBytes.length
        || !Arrays.equals(bytes(sizes.offset() + LOCAL_LENGTH, nameBytes.length), nameBytes)) {
      throw ArchiveRefused.entry(name, "one name in both of its headers", "two");
    }
    boolean follow = (u2(local, 6) & SIZES_FOLLOW) != 0;
    if (u2(local, 8) != u2(central, 10)
        || (u2(local, 6) & ENCRYPTED) != 0
        || (!follow && differs(local, central, sizes))) {
      throw ArchiveRefused.entry(name, "the same in both of its headers", "different things");
    }
    long end =
        sizes.offset() + LOCAL_LENGTH + nameBytes.length + u2(local, 28) + sizes.compressed();
    if (end > contentsEnd || end < 0) {
      throw ArchiveRefused.entry(name, "its whole content", "less");
    }
    if (taken.put(sizes.offset(), end) != null) {
      throw ArchiveRefused.entry(name, "a content of its own", "another entry's");
    }
  }

  private static boolean differs(ByteBuffer local, ByteBuffer central, Sizes sizes) {
    return u4(local, 14) != u4(central, 16)
        || (u4(local, 18) != MORE && u4(local, 18) != sizes.compressed())
        || (u4(local, 22) != MORE && u4(local, 22) != sizes.size());
  }

  private void contentsAreApart() throws ArchiveRefused {
    long end = 0;
    for (var content : taken.entrySet()) {
      if (content.getKey() < end) {
        throw ArchiveRefused.whole(
            "contents beside each other", "two at byte %d".formatted(content.getKey()));
      }
      end = content.getValue();
    }
  }

  /** What the list says of one content, with the numbers that did not fit. */
  private record Sizes(long compressed, long size, long offset) {
    static Sizes of(ByteBuffer central, ByteBuffer extra, String name) throws ArchiveRefused {
      long size = u4(central, 24);
      long compressed = u4(central, 20);
      long offset = u4(central, 42);
      if (size != MORE && compressed != MORE && offset != MORE) {
        return new Sizes(compressed, size, offset);
      }
      var more = field64(extra, name);
      try {
        size = size == MORE ? more.getLong() : size;
        compressed = compressed == MORE ? more.getLong() : compressed;
        offset = offset == MORE ? more.getLong() : offset;
      } catch (java.nio.BufferUnderflowException e) {
        throw ArchiveRefused.broken(name, e);
      }
      if (size < 0 || compressed < 0 || offset < 0) {
        throw ArchiveRefused.entry(name, "sizes of 0 or more", "others");
      }
      return new Sizes(compressed, size, offset);
    }

    private static ByteBuffer field64(ByteBuffer extra, String name) throws ArchiveRefused {
      int at = 0;
      while (at + 4 <= extra.limit()) {
        int length = u2(extra, at + 2);
        if (u2(extra, at) == EXTRA_64 && at + 4 + length <= extra.limit()) {
          return extra.slice(at + 4, length).order(ByteOrder.LITTLE_ENDIAN);
        }
        at += 4 + length;
      }
      throw ArchiveRefused.entry(name, "the sizes of a large content", "none");
    }
  }

  private static String strictly(byte[] name) throws ArchiveRefused {
    try {
      return UTF_8.newDecoder().decode(ByteBuffer.wrap(name)).toString();
    } catch (CharacterCodingException _) {
      throw ArchiveRefused.entry(new String(name, UTF_8), "names in UTF-8", "other bytes");
    }
  }

  private byte[] bytes(long at, int count) throws IOException {
    var bytes = new byte[count];
    read(at, count).get(bytes);
    return bytes;
  }

  private ByteBuffer read(long at, int count) throws IOException {
    if (at < 0 || at + count > length) {
      throw ArchiveRefused.whole("%d bytes at %d".formatted(count, at), "its end before");
    }
    var buffer = ByteBuffer.allocate(count).order(ByteOrder.LITTLE_ENDIAN);
    while (buffer.hasRemaining()) {
      if (file.read(buffer, at + buffer.position()) < 0) {
        throw ArchiveRefused.whole("%d bytes at %d".formatted(count, at), "its end before");
      }
    }
    return buffer.flip();
  }

  private static int u2(ByteBuffer buffer, int at) {
    return Short.toUnsignedInt(buffer.getShort(at));
  }

  private static long u4(ByteBuffer buffer, int at) {
    return Integer.toUnsignedLong(buffer.getInt(at));
  }
}
