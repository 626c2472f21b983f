package dev.ccrunner.worker.sandbox;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/** What the host's file system says about users and permissions. */
final class Host {

  private Host() {}

  /** Whether this process may become another user. */
  static boolean isRoot() {
    return Self.UID == 0;
  }

  static int uid() {
    return Self.UID;
  }

  /** Java does not say whom it runs as, but a new file belongs to that user. */
  private static final class Self {
    static final int UID = uid();

    private static int uid() {
      try {
        var file = Files.createTempFile("ccr-whoami-", "");
        try {
          return ownerOf(file);
        } finally {
          Files.delete(file);
        }
      } catch (IOException e) {
        throw new UncheckedIOException("Could not find out whom the worker runs as", e);
      }
    }
  }

  static int ownerOf(Path path) throws IOException {
    return (Integer) Files.getAttribute(path, "unix:uid", LinkOption.NOFOLLOW_LINKS);
  }

  static void giveTo(Path path, int uid) throws IOException {
    Files.setAttribute(path, "unix:gid", uid, LinkOption.NOFOLLOW_LINKS);
    Files.setAttribute(path, "unix:uid", uid, LinkOption.NOFOLLOW_LINKS);
  }

  /** Afterwards, not as an attribute of the creation: the umask would take bits away. */
  static Path directory(Path path, String permissions) throws IOException {
    Files.createDirectories(path);
    Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(permissions));
    return path;
  }

  /**
   * Whether any user can walk down to this path, that is: every directory above it may be passed by
   * others.
   */
  static boolean isReachableByAnyone(Path path) throws IOException {
    for (var parent = path.toRealPath().getParent(); parent != null; parent = parent.getParent()) {
      if (!othersMay(parent, PosixFilePermission.OTHERS_EXECUTE)) {
        return false;
      }
    }
    return true;
  }

  static boolean othersMay(Path path, PosixFilePermission... wanted) throws IOException {
    return Files.getPosixFilePermissions(path).containsAll(Set.of(wanted));
  }
}
