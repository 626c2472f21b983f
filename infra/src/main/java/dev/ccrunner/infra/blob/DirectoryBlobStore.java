package dev.ccrunner.infra.blob;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Contents as files of a folder, which may be on a volume that many machines share: a content is
 * written beside, brought to the disk and renamed, so that nobody ever sees a part of it.
 *
 * <p>Below the folder are {@code objects}, spread over 256 folders by the first two digits of the
 * hash, and {@code incoming}, where contents are while they are written.
 */
public final class DirectoryBlobStore implements BlobStore {
  private static final FileAttribute<Set<PosixFilePermission>> OWNERS_FOLDER =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));
  private static final FileAttribute<Set<PosixFilePermission>> OWNERS_FILE =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));

  /**
   * A folder that was just made, or found to be there, may be removed by whoever deletes the last
   * file in it.
   */
  private static final int TRIES = 10;

  private final Path objects;
  private final Path incoming;

  /** The store in {@code root}, which is made when it is first written to. */
  public DirectoryBlobStore(Path root) {
    Path absolute = root.toAbsolutePath().normalize();
    this.objects = absolute.resolve("objects");
    this.incoming = absolute.resolve("incoming");
  }

  @Override
  public void put(String key, Path content) throws IOException {
    Path target = path(key);
    Files.createDirectories(incoming, OWNERS_FOLDER);
    Path part = incoming.resolve(UUID.randomUUID().toString());
    try {
      copy(content, part);
      rename(part, target, folder(target));
    } finally {
      Files.deleteIfExists(part);
    }
  }

  private static void copy(Path content, Path part) throws IOException {
    try (var from = FileChannel.open(content, StandardOpenOption.READ);
        var to =
            FileChannel.open(
                part,
                Set.of(StandardOpenOption.WRITE, StandardOpenOption.CREATE_NEW),
                OWNERS_FILE)) {
      long size = from.size();
      for (long copied = 0; copied < size; ) {
        copied += from.transferTo(copied, size - copied, to);
      }
      to.force(true);
    }
  }

  private static void rename(Path part, Path target, Path folder) throws IOException {
    for (int tried = 1; ; tried++) {
      try {
        Files.createDirectories(folder, OWNERS_FOLDER);
        Files.move(part, target, StandardCopyOption.ATOMIC_MOVE);
        sync(folder);
        return;
      } catch (NoSuchFileException | FileAlreadyExistsException e) {
        if (tried == TRIES) {
          throw e;
        }
      }
    }
  }

  /** Brings the folder's list of names to the disk, without which the file may have none. */
  private static void sync(Path folder) throws IOException {
    try (var channel = FileChannel.open(folder, StandardOpenOption.READ)) {
      channel.force(true);
    } catch (NoSuchFileException _) {
      // Deleted meanwhile, with all that was in it.
    }
  }

  @Override
  public InputStream open(String key, long from, long length) throws IOException {
    FileChannel channel;
    try {
      channel = FileChannel.open(path(key), StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS);
    } catch (NoSuchFileException _) {
      throw new BlobMissing(key);
    }
    try {
      return new BoundedStream(Channels.newInputStream(channel.position(from)), length);
    } catch (IOException | RuntimeException e) {
      channel.close();
      throw e;
    }
  }

  @Override
  public void delete(String key) throws IOException {
    Path file = path(key);
    Files.deleteIfExists(file);
    removeEmpty(folder(file));
  }

  /** Runs come and go: without this, their folders would stay for ever. */
  private void removeEmpty(Path folder) throws IOException {
    for (Path empty = folder; !empty.equals(objects); empty = folder(empty)) {
      try {
        Files.deleteIfExists(empty);
      } catch (DirectoryNotEmptyException _) {
        return;
      }
    }
  }

  @Override
  public Iterator<Listed> list() throws IOException {
    if (!Files.isDirectory(objects)) {
      return Collections.emptyIterator();
    }
    try (var folders = Files.list(objects)) {
      return folders.toList().stream().flatMap(folder -> listed(folder).stream()).iterator();
    }
  }

  /** Others write and delete meanwhile: what is gone when it is looked at is left out. */
  private List<Listed> listed(Path folder) {
    var found = new ArrayList<Listed>();
    try {
      Files.walkFileTree(
          folder,
          new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
              if (attributes.isRegularFile() && BlobKey.valid(key(file))) {
                found.add(
                    new Listed(
                        key(file), attributes.size(), attributes.lastModifiedTime().toInstant()));
              }
              return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException e) throws IOException {
              return goOn(e);
            }

            @Override
            public FileVisitResult postVisitDirectory(Path visited, @Nullable IOException e)
                throws IOException {
              return e == null ? FileVisitResult.CONTINUE : goOn(e);
            }
          });
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return found;
  }

  private static FileVisitResult goOn(IOException e) throws IOException {
    if (e instanceof NoSuchFileException) {
      return FileVisitResult.CONTINUE;
    }
    throw e;
  }

  @Override
  public void removeLeftovers(Instant before) throws IOException {
    if (!Files.isDirectory(incoming)) {
      return;
    }
    try (var parts = Files.newDirectoryStream(incoming)) {
      for (Path part : parts) {
        if (Files.getLastModifiedTime(part).toInstant().isBefore(before)) {
          Files.deleteIfExists(part);
        }
      }
    }
  }

  @Override
  public void close() {
    // Nothing is open between calls.
  }

  /** Every file of ours is in a folder. */
  private static Path folder(Path path) {
    return Objects.requireNonNull(path.getParent());
  }

  private Path path(String key) {
    return objects.resolve(BlobKey.hash(BlobKey.checked(key)).substring(0, 2)).resolve(key);
  }

  private String key(Path path) {
    Path relative = objects.relativize(path);
    return relative.getNameCount() < 2
        ? ""
        : relative.subpath(1, relative.getNameCount()).toString();
  }
}
