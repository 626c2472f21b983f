package dev.ccrunner.gateway.identity;

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
   */
  static void write(Path file, String content) {
    Path target = file.toAbsolutePath();
    try {
      var ownerOnly =
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
      Path draft = Files.createTempFile(target.getParent(), ".api-key", ".tmp", ownerOnly);
      try {
        Files.writeString(draft, content);
        Files.move(
            draft, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
      } finally {
        Files.deleteIfExists(draft);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(
          "Could not write the API key to %s. Expected a folder that exists and may be written to."
              .formatted(target),
          e);
    }
  }
}
