package dev.ccrunner.embedded;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The folder everything is kept in, held by a file lock for as long as it is open: two instances on
 * the same files would destroy each other's data. The lock goes with our process, however that
 * ends.
 */
final class DataFolder implements AutoCloseable {

  /**
   * What this JVM holds. It must not so much as open those lock files a second time: closing any
   * channel of a file lets go of all locks the process has on it (POSIX), and the next JVM would
   * take a folder in use for one left behind.
   */
  private static final Set<Path> HELD = ConcurrentHashMap.newKeySet();

  private final Path path;
  private final Path programs;
  private final FileChannel lock;
  private final boolean temporary;

  private DataFolder(Path path, Path programs, FileChannel lock, boolean temporary) {
    this.path = path;
    this.programs = programs;
    this.lock = lock;
    this.temporary = temporary;
  }

  static DataFolder open(EmbeddedOptions options) {
    var folder = options.dataFolder();
    return folder == null
        ? TemporaryFolders.open()
        : open(folder, folder.resolve("programs"), false);
  }

  static DataFolder open(Path path, Path programs, boolean temporary) {
    try {
      Secret.folder(path);
      var lock = tryLock(path);
      if (lock == null) {
        throw new EmbeddedStartFailed(
            "The data folder %s is in use by another running instance (process %s). Stop that one, or choose another folder."
                .formatted(path, holder(path)));
      }
      return new DataFolder(path, programs, lock, temporary);
    } catch (IOException e) {
      throw new EmbeddedStartFailed(
          "The data folder %s cannot be written (%s). Make it writable for this user, or choose another folder."
              .formatted(path, e),
          e);
    }
  }

  /** The lock, or null if somebody holds it, this JVM included. */
  static @Nullable FileChannel tryLock(Path folder) throws IOException {
    var key = folder.toAbsolutePath().normalize();
    if (!HELD.add(key)) {
      return null;
    }
    FileChannel channel = null;
    boolean held = false;
    try {
      channel =
          FileChannel.open(
              folder.resolve("lock"),
              StandardOpenOption.CREATE,
              StandardOpenOption.READ,
              StandardOpenOption.WRITE);
      if (channel.tryLock() != null) {
        Files.writeString(
            folder.resolve("owner"),
            Long.toString(ProcessHandle.current().pid()),
            StandardCharsets.UTF_8);
        held = true;
      }
      return held ? channel : null;
    } finally {
      if (!held) {
        HELD.remove(key);
        if (channel != null) {
          channel.close();
        }
      }
    }
  }

  /** Gives the lock back. */
  static void unlock(Path folder, FileChannel lock) throws IOException {
    lock.close();
    HELD.remove(folder.toAbsolutePath().normalize());
  }

  private static String holder(Path folder) throws IOException {
    var owner = folder.resolve("owner");
    return Files.exists(owner) ? Files.readString(owner) : "unknown";
  }

  Path path() {
    return path;
  }

  /** The folder of one service. */
  Path of(Service service) throws IOException {
    return Secret.folder(path.resolve(service.folder()));
  }

  /** Where unpacked programs are kept. */
  Path programs() throws IOException {
    return Secret.folder(programs);
  }

  @Override
  public void close() {
    try {
      if (temporary) {
        TemporaryFolders.delete(path);
      }
      unlock(path, lock);
    } catch (IOException _) {
      // What stays of a temporary folder is removed by the next start of one.
    }
  }
}
