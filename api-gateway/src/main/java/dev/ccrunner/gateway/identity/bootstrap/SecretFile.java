package dev.ccrunner.gateway.identity.bootstrap;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;

/** Files that only their owner may read. */
final class SecretFile {
  private SecretFile() {}

  /**
   * Writes {@code content} to {@code file}, all or nothing: a new file with its permissions from
   * the first moment on, then moved into place.
   *
   * @param what it is, for who reads that it could not be written
   */
  static void write(String what, Path file, String content) {
    Path target = file.toAbsolutePath();
    try {
      var ownerOnly =
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
      Path draft = Files.createTempFile(target.getParent(), ".secret", ".tmp", ownerOnly);
      try {
        Files.writeString(draft, content);
        Files.move(
            draft, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
      } finally {
        Files.deleteIfExists(draft);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(
          "Could not write %s to %s. Expected a folder that exists and may be written to."
              .formatted(what, target),
          e);
    }
  }
}
