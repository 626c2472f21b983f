package dev.ccrunner.infra.archive;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.zip.GZIPOutputStream;

/** A tar written byte by byte, so that it can be wrong in any way. Names are ISO 8859-1. */
final class TarBytes {
  private static final int BLOCK = 512;
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  TarBytes file(String name, String content) {
    return file(name, content.getBytes(UTF_8));
  }

  TarBytes file(String name, byte[] content) {
    return header(name, '0', content.length, "", 0644).content(content);
  }

  TarBytes directory(String name) {
    return header(name, '5', 0, "", 0755);
  }

  TarBytes link(String name, String target) {
    return header(name, '2', 0, target, 0777);
  }

  TarBytes hardLink(String name, String target) {
    return header(name, '1', 0, target, 0644);
  }

  TarBytes entry(String name, char type) {
    return header(name, type, 0, "", 0644);
  }

  /** What stands before an entry and tells more of it. */
  TarBytes extra(char type, String content) {
    return header("extra", type, content.length(), "", 0644).content(content.getBytes(ISO_8859_1));
  }

  TarBytes header(String name, char type, long size, String target, int mode) {
    var block = new byte[BLOCK];
    put(block, 0, name);
    put(block, 100, "%07o".formatted(mode));
    put(block, 108, "0000000");
    put(block, 116, "0000000");
    put(block, 124, "%011o".formatted(size));
    put(block, 136, "00000000000");
    block[156] = (byte) type;
    put(block, 157, target);
    put(block, 257, "ustar");
    put(block, 263, "00");
    return sealed(block);
  }

  /** With its check sum. */
  private TarBytes sealed(byte[] block) {
    Arrays.fill(block, 148, 156, (byte) ' ');
    int sum = 0;
    for (byte b : block) {
      sum += b & 0xff;
    }
    put(block, 148, "%06o\0 ".formatted(sum));
    out.writeBytes(block);
    return this;
  }

  TarBytes content(byte[] content) {
    out.writeBytes(content);
    out.writeBytes(new byte[(BLOCK - content.length % BLOCK) % BLOCK]);
    return this;
  }

  TarBytes zeros(int count) {
    out.writeBytes(new byte[count]);
    return this;
  }

  byte[] withoutEnd() {
    return out.toByteArray();
  }

  byte[] bytes() {
    out.writeBytes(new byte[2 * BLOCK]);
    return out.toByteArray();
  }

  byte[] gzipped() {
    return gzipped(bytes());
  }

  static byte[] gzipped(byte[] tar) {
    var packed = new ByteArrayOutputStream();
    try (var gzip = new GZIPOutputStream(packed)) {
      gzip.write(tar);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return packed.toByteArray();
  }

  private static void put(byte[] block, int at, String text) {
    var bytes = text.getBytes(ISO_8859_1);
    System.arraycopy(bytes, 0, block, at, bytes.length);
  }
}
