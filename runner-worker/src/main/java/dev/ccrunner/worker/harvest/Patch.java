package dev.ccrunner.worker.harvest;

import dev.ccrunner.file.StoredBlob;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The change of a run.
 *
 * @param base the tree that it is to be applied to
 * @param taken what comes of it
 * @param content for {@code git apply}
 * @param files in its order
 * @param earlier those of them that are as an earlier run of the session has left them
 */
record Patch(
    GitObject base,
    TakenTree taken,
    StoredBlob content,
    List<ChangedFile> files,
    Set<FileName> earlier) {
  Patch {
    files = List.copyOf(files);
    earlier = Set.copyOf(earlier);
  }

  /** The same, of which all but these are an earlier run's. */
  Patch ofThisRunOnly(Set<FileName> ofThisRun) {
    var others = new HashSet<FileName>();
    for (var file : files) {
      if (!ofThisRun.contains(file.name())) {
        others.add(file.name());
      }
    }
    return new Patch(base, taken, content, files, others);
  }

  /** What this run has changed. */
  Stream<ChangedFile> ofThisRun() {
    return files.stream().filter(file -> !earlier.contains(file.name()));
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

  private static long zero(@Nullable Long number) {
    return number == null ? 0 : number;
  }
}
