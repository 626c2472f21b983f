package dev.ccrunner.worker.harvest;

import dev.ccrunner.file.StoredBlob;
import java.util.List;

/**
 * The change of a run.
 *
 * @param base the tree that it is to be applied to
 * @param taken what comes of it
 * @param content for {@code git apply}
 * @param files in its order
 */
record Patch(GitObject base, TakenTree taken, StoredBlob content, List<ChangedFile> files) {
  Patch {
    files = List.copyOf(files);
  }

  boolean changesNothing() {
    return base.equals(taken.tree());
  }

  long insertions() {
    return files.stream().mapToLong(file -> zero(file.insertions())).sum();
  }

  long deletions() {
    return files.stream().mapToLong(file -> zero(file.deletions())).sum();
  }

  private static long zero(@org.jspecify.annotations.Nullable Long number) {
    return number == null ? 0 : number;
  }
}
