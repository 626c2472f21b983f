package dev.ccrunner.infra.archive;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32;
import java.util.zip.Deflater;
import org.jspecify.annotations.Nullable;

/** A zip written byte by byte, so that it can be wrong in any way. Names are ISO 8859-1. */
final class ZipBytes {
  static final int FILE = 0100644;
  static final int PROGRAM = 0100755;
  static final int LINK = 0120777;
  static final int QUEUE = 0010644;

  private final ByteArrayOutputStream contents = new ByteArrayOutputStream();
  private final List<byte[]> list = new ArrayList<>();

  ZipBytes file(String name, String content) {
    return entry(name, content.getBytes(UTF_8), FILE);
  }

  ZipBytes link(String name, String target) {
    return entry(name, target.getBytes(UTF_8), LINK);
  }

  ZipBytes entry(String name, byte[] content, int mode) {
    return new Entry(name, content, mode).add();
  }

  Entry lying(String name, String content) {
    return new Entry(name, content.getBytes(UTF_8), FILE);
  }

  /** One entry and what may be wrong with it. */
  final class Entry {
    private final String name;
    private final byte[] content;
    private final int mode;
    private String localName;
    private int flags;
    private int method = 8;
    private long crc;
    private long size;
    private @Nullable Integer offset;

    Entry(String name, byte[] content, int mode) {
      this.name = name;
      this.localName = name;
      this.content = content;
      this.mode = mode;
      this.size = content.length;
      var sum = new CRC32();
      sum.update(content);
      this.crc = sum.getValue();
    }

    Entry inFrontOfItsContent(String other) {
      localName = other;
      return this;
    }

    Entry flags(int bits) {
      flags = bits;
      return this;
    }

    Entry method(int number) {
      method = number;
      return this;
    }

    Entry crc(long other) {
      crc = other;
      return this;
    }

    Entry size(long other) {
      size = other;
      return this;
    }

    /** Its content is that of whatever stands there. */
    Entry at(int place) {
      offset = place;
      return this;
    }

    ZipBytes add() {
      byte[] packed = method == 8 ? deflated(content) : content;
      byte[] local = localName.getBytes(ISO_8859_1);
      byte[] central = name.getBytes(ISO_8859_1);
      int place = offset == null ? contents.size() : offset;
      if (offset == null) {
        var header = little(30 + local.length);
        header.putInt(0x04034b50).putShort((short) 20).putShort((short) flags);
        header.putShort((short) method).putInt(0).putInt((int) crc);
        header.putInt(packed.length).putInt((int) size);
        header.putShort((short) local.length).putShort((short) 0).put(local);
        contents.writeBytes(header.array());
        contents.writeBytes(packed);
      }
      var entry = little(46 + central.length);
      entry.putInt(0x02014b50).putShort((short) (3 << 8)).putShort((short) 20);
      entry.putShort((short) flags).putShort((short) method).putInt(0).putInt((int) crc);
      entry.putInt(packed.length).putInt((int) size);
      entry.putShort((short) central.length).putShort((short) 0).putShort((short) 0);
      entry.putShort((short) 0).putShort((short) 0).putInt(mode << 16).putInt(place);
      entry.put(central);
      list.add(entry.array());
      return ZipBytes.this;
    }
  }

  byte[] bytes() {
    return bytes(list.size());
  }

  byte[] bytes(int countThatIsNamed) {
    var all = new ByteArrayOutputStream();
    all.writeBytes(contents.toByteArray());
    list.forEach(all::writeBytes);
    var end = little(22);
    end.putInt(0x06054b50).putShort((short) 0).putShort((short) 0);
    end.putShort((short) countThatIsNamed).putShort((short) countThatIsNamed);
    end.putInt(all.size() - contents.size()).putInt(contents.size()).putShort((short) 0);
    all.writeBytes(end.array());
    return all.toByteArray();
  }

  private static ByteBuffer little(int length) {
    return ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
  }

  private static byte[] deflated(byte[] content) {
    var out = new ByteArrayOutputStream();
    try (var deflater = new Deflater(Deflater.BEST_COMPRESSION, true)) {
      deflater.setInput(content);
      deflater.finish();
      var chunk = new byte[8_192];
      while (!deflater.finished()) {
        out.write(chunk, 0, deflater.deflate(chunk));
      }
    }
    return out.toByteArray();
  }
}
