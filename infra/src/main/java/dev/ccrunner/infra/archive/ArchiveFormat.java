package dev.ccrunner.infra.archive;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.commons.compress.archivers.tar.TarUtils;

/** What kind of archive a file is, by its first bytes. */
enum ArchiveFormat {
  ZIP,
  TAR,
  TAR_GZ,
  OTHER;

  private static final int BLOCK = 512;

  static ArchiveFormat of(Path archive) throws IOException {
    byte[] head;
    try (var in = Files.newInputStream(archive)) {
      head = in.readNBytes(BLOCK);
    }
    if (startsWith(head, 'P', 'K', 3, 4) || startsWith(head, 'P', 'K', 5, 6)) {
      return ZIP;
    }
    if (startsWith(head, 0x1f, 0x8b)) {
      return TAR_GZ;
    }
    return head.length == BLOCK && (isZero(head) || TarUtils.verifyCheckSum(head)) ? TAR : OTHER;
  }

  private static boolean startsWith(byte[] head, int... bytes) {
    for (int i = 0; i < bytes.length; i++) {
      if (i >= head.length || (head[i] & 0xff) != bytes[i]) {
        return false;
      }
    }
    return true;
  }

  /** A tar of nothing is nothing but zeros. */
  static boolean isZero(byte[] block) {
    for (byte b : block) {
      if (b != 0) {
        return false;
      }
    }
    return true;
  }
}
