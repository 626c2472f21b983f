package dev.ccrunner.worker.sandbox;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * A lock on a file, held against other processes and against other workers in this one; the kernel
 * lets it go when the process ends, however it ends.
 *
 * <p>A file lock alone is not enough. It belongs to the process, and closing <em>any</em> channel
 * of a file gives up whatever the process holds on it: merely to look whether somebody in this
 * process has the lock, by opening the file again, would take the lock away from them. So what is
 * held here is remembered, and such a file is not opened a second time.
 */
final class ExclusiveFile implements AutoCloseable {

  private static final Set<Path> heldHere = ConcurrentHashMap.newKeySet();

  private final Path file;
  private final FileChannel channel;

  private ExclusiveFile(Path file, FileChannel channel) {
    this.file = file;
    this.channel = channel;
  }

  /** Empty when somebody else holds it. The folder must be there, the file need not. */
  static Optional<ExclusiveFile> tryHold(Path folder, String name) throws IOException {
    var real = folder.toRealPath().resolve(name);
    if (!heldHere.add(real)) {
      return Optional.empty();
    }
    var held = lock(real);
    if (held == null) {
      heldHere.remove(real);
    }
    return Optional.ofNullable(held);
  }

  private static @Nullable ExclusiveFile lock(Path file) throws IOException {
    try {
      var channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      if (channel.tryLock() != null) {
        return new ExclusiveFile(file, channel);
      }
      channel.close();
      return null;
    } catch (IOException e) {
      heldHere.remove(file);
      throw e;
    }
  }

  /** Calling it again does nothing. */
  @Override
  public void close() {
    if (!channel.isOpen()) {
      return;
    }
    try {
      channel.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      heldHere.remove(file);
    }
  }
}
