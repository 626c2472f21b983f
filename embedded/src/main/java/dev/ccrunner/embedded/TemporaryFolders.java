package dev.ccrunner.embedded;

import com.sun.security.auth.module.UnixSystem;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Comparator;
import java.util.Set;
import java.util.UUID;

/**
 * Data folders for one use, all below one folder of this user. Whatever a killed JVM left there is
 * removed by the next that opens one.
 */
final class TemporaryFolders {

  private static final Set<PosixFilePermission> OWNER_ONLY =
      Set.of(
          PosixFilePermission.OWNER_READ,
          PosixFilePermission.OWNER_WRITE,
          PosixFilePermission.OWNER_EXECUTE);

  private TemporaryFolders() {}

  /**
   * One at a time, in this JVM and in all others: a folder that has no lock yet must not look like
   * one left behind.
   */
  static synchronized DataFolder open() {
    var user = new UnixSystem().getUid();
    var root =
        Path.of(System.getProperty("java.io.tmpdir"), "ccrunner-embedded-" + user).toAbsolutePath();
    try {
      requireOurs(Secret.folder(root), user);
      try (var turn =
              FileChannel.open(
                  root.resolve("turn"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
          var _ = turn.lock()) {
        sweep(root);
        return DataFolder.open(
            root.resolve("data-" + UUID.randomUUID()), root.resolve("programs"), true);
      }
    } catch (IOException e) {
      throw new EmbeddedStartFailed(
          "The temporary folder %s cannot be used (%s). Free space there, or set -Djava.io.tmpdir to another folder."
              .formatted(root, e),
          e);
    }
  }

  /**
   * The parent is open to everybody, so somebody else may have made the folder first, to feed us
   * programs of theirs.
   */
  private static void requireOurs(Path root, long user) throws IOException {
    var owner =
        ((Number) Files.getAttribute(root, "unix:uid", LinkOption.NOFOLLOW_LINKS)).longValue();
    var folder = Files.isDirectory(root, LinkOption.NOFOLLOW_LINKS);
    if (!folder || owner != user || !OWNER_ONLY.containsAll(Files.getPosixFilePermissions(root))) {
      throw new EmbeddedStartFailed(
          "Expected %s to be a folder only user %d can enter, found something else. Remove it, or set -Djava.io.tmpdir to another folder."
              .formatted(root, user));
    }
  }

  private static void sweep(Path root) throws IOException {
    try (DirectoryStream<Path> folders = Files.newDirectoryStream(root, "data-*")) {
      for (var folder : folders) {
        sweepOne(folder);
      }
    }
  }

  private static void sweepOne(Path folder) {
    try {
      var lock = DataFolder.tryLock(folder);
      if (lock == null) {
        return;
      }
      try {
        for (var service : Service.values()) {
          ProcessRecord.stopLeftover(folder.resolve(service.folder()));
        }
        delete(folder);
      } finally {
        DataFolder.unlock(folder, lock);
      }
    } catch (IOException | UncheckedIOException _) {
      // Its owner is deleting it this moment; or it cannot be deleted, which is no reason not to
      // start.
    }
  }

  static void delete(Path folder) throws IOException {
    if (!Files.exists(folder)) {
      return;
    }
    try (var tree = Files.walk(folder)) {
      for (var path : tree.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(path);
      }
    }
  }
}
