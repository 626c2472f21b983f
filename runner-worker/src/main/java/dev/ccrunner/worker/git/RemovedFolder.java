package dev.ccrunner.worker.git;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import org.jspecify.annotations.Nullable;

/** Deletes what we have made ourselves, in places where no run writes. Links are not followed. */
final class RemovedFolder {
  private RemovedFolder() {}

  /** With all that is in it; nothing happens when it is not there. */
  static void at(Path folder) throws IOException {
    if (Files.exists(folder, LinkOption.NOFOLLOW_LINKS)) {
      Files.walkFileTree(folder, new Removal(null));
    }
  }

  /** All that is in it. */
  static void contentsOf(Path folder) throws IOException {
    Files.walkFileTree(folder, new Removal(folder));
  }

  private static final class Removal extends SimpleFileVisitor<Path> {
    private final @Nullable Path kept;

    Removal(@Nullable Path kept) {
      this.kept = kept;
    }

    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes about) throws IOException {
      Files.deleteIfExists(file);
      return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult postVisitDirectory(Path folder, @Nullable IOException failed)
        throws IOException {
      if (!folder.equals(kept)) {
        Files.deleteIfExists(folder);
      }
      return FileVisitResult.CONTINUE;
    }
  }
}
