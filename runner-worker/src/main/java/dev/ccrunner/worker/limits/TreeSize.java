package dev.ccrunner.worker.limits;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Measures directories while somebody hostile may change them. It only looks, follows no link, and
 * goes down by the directories it holds open and never by their paths: one that is exchanged for a
 * link on the way leads nowhere else. It ends as soon as it has seen too much.
 *
 * <p>A file counts by its length, in whole blocks, since how many blocks it really has cannot be
 * asked for here: one with holes counts in full.
 */
final class TreeSize {
  /** As many are held open at the same time. */
  static final int DEEPEST = 200;

  private static final int BLOCK = 4096;

  /** Smaller ones are not worth remembering: they count once for each of their names. */
  private static final long REMEMBERED = 64 * 1024;

  private final long maxBytes;
  private final long maxFiles;
  private final Set<Object> linked = new HashSet<>();
  private long bytes;
  private long files;
  private boolean tooDeep;

  private TreeSize(long maxBytes, long maxFiles) {
    this.maxBytes = maxBytes;
    this.maxFiles = maxFiles;
  }

  /**
   * What was found.
   *
   * @param tooDeep whether there is more where no look can be had
   */
  record Found(long bytes, long files, boolean tooDeep) {}

  /**
   * Measures them together.
   *
   * @param maxBytes enough to know; it may then be a little more, or a lot
   */
  static Found of(List<Path> directories, long maxBytes, long maxFiles) {
    var size = new TreeSize(maxBytes, maxFiles);
    for (var directory : directories) {
      try (var stream = Files.newDirectoryStream(directory)) {
        size.add(stream);
      } catch (IOException | DirectoryIteratorException _) {
        // It is gone with its job, or was made unreadable, which is the run's to do.
      }
    }
    return new Found(size.bytes, size.files, size.tooDeep);
  }

  private void add(DirectoryStream<Path> directory) {
    if (!(directory instanceof SecureDirectoryStream<Path> secure)) {
      throw new IllegalStateException(
          "Expected a system that opens directories by others, found " + directory.getClass());
    }
    add(secure, 1);
  }

  private boolean enough() {
    return bytes > maxBytes || files > maxFiles || tooDeep;
  }

  private void add(SecureDirectoryStream<Path> directory, int depth) {
    for (var entry : directory) {
      if (enough()) {
        return;
      }
      var name = entry.getFileName();
      try {
        var attributes =
            directory
                .getFileAttributeView(name, BasicFileAttributeView.class, LinkOption.NOFOLLOW_LINKS)
                .readAttributes();
        count(attributes);
        if (attributes.isDirectory()) {
          descend(directory, name, depth);
        }
      } catch (IOException | DirectoryIteratorException _) {
        // Gone meanwhile, exchanged for a link, or unreadable: the others still count.
      }
    }
  }

  private void descend(SecureDirectoryStream<Path> directory, Path name, int depth)
      throws IOException {
    if (depth >= DEEPEST) {
      tooDeep = true;
      return;
    }
    try (var below = directory.newDirectoryStream(name, LinkOption.NOFOLLOW_LINKS)) {
      add(below, depth + 1);
    }
  }

  private void count(BasicFileAttributes attributes) {
    files++;
    long size = attributes.size();
    var key = attributes.fileKey();
    if (size >= REMEMBERED && key != null && !linked.add(key)) {
      return; // another name of a file that has been counted
    }
    bytes += (size + BLOCK - 1) / BLOCK * BLOCK;
  }
}
