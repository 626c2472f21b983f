package dev.ccrunner.worker.sandbox;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * Deletes a tree a run may have made hard to delete: directories nobody may enter (mode 000), links
 * to elsewhere (never followed), and paths longer than the kernel takes (4,096 bytes), which are
 * cut into pieces by moving their lower part up. No recursion, so no depth ends it.
 */
final class RemoveTree {

  private static final int LONG_PATH = 2_000;

  private final Path top;
  private final Deque<Path> pending = new ArrayDeque<>();
  private int moved;

  private RemoveTree(Path top) {
    this.top = top;
  }

  static void at(Path path) throws IOException {
    contentsOf(path);
    Files.deleteIfExists(path);
  }

  static void contentsOf(Path path) throws IOException {
    if (Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) {
      new RemoveTree(path).run();
    }
  }

  /** A directory stays on the stack until a look finds it empty; then it goes. */
  private void run() throws IOException {
    pending.push(top);
    while (!pending.isEmpty()) {
      var directory = pending.peek();
      var subdirectories = deleteFilesIn(directory);
      if (!subdirectories.isEmpty()) {
        subdirectories.forEach(pending::push);
        continue;
      }
      pending.pop();
      if (!directory.equals(top)) {
        Files.deleteIfExists(directory);
      }
    }
  }

  private List<Path> deleteFilesIn(Path directory) throws IOException {
    var subdirectories = new ArrayList<Path>();
    makeEnterable(directory);
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory)) {
      for (var entry : entries) {
        if (Files.isDirectory(entry, LinkOption.NOFOLLOW_LINKS)) {
          subdirectories.add(shortened(entry));
        } else {
          Files.deleteIfExists(entry);
        }
      }
    } catch (NoSuchFileException _) {
      return List.of();
    }
    return subdirectories;
  }

  /**
   * Ours even when its mode says nobody may; when it is another user's we are root and need no
   * mode.
   */
  private static void makeEnterable(Path directory) throws IOException {
    if (!Host.isRoot()) {
      Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwx------"));
    }
  }

  private Path shortened(Path directory) throws IOException {
    if (directory.toString().length() < LONG_PATH) {
      return directory;
    }
    makeEnterable(directory); // moving a directory writes to it, for its ".."
    return Files.move(
        directory, top.resolve("ccr-moved-" + System.identityHashCode(this) + "-" + moved++));
  }
}
