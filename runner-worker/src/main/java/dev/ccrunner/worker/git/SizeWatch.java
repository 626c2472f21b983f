package dev.ccrunner.worker.git;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.function.BooleanSupplier;

/** Ends git when the folder it writes to has become too large, long before the disk is full. */
final class SizeWatch implements BooleanSupplier {
  /** It is asked every 50 ms; a look at every file may be rarer. */
  private static final int EVERY = 4;

  private final Path folder;
  private final long most;
  private final BooleanSupplier unless;
  private int asked;
  private boolean tooLarge;

  SizeWatch(Path folder, long most, BooleanSupplier unless) {
    this.folder = folder;
    this.most = most;
    this.unless = unless;
  }

  @Override
  public boolean getAsBoolean() {
    if (asked++ % EVERY == 0) {
      tooLarge = sizeOf(folder) > most;
    }
    return tooLarge || unless.getAsBoolean();
  }

  /** Whether it is too large now. */
  boolean isTooLarge() {
    tooLarge = sizeOf(folder) > most;
    return tooLarge;
  }

  /** All its files together, as far as they are there. */
  static long sizeOf(Path folder) {
    var sum = new Sum();
    try {
      Files.walkFileTree(folder, sum);
    } catch (IOException _) {
      return sum.bytes; // git makes and removes files meanwhile
    }
    return sum.bytes;
  }

  private static final class Sum extends SimpleFileVisitor<Path> {
    private long bytes;

    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes about) {
      bytes += about.size();
      return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFileFailed(Path file, IOException failed) {
      return FileVisitResult.CONTINUE;
    }
  }
}
