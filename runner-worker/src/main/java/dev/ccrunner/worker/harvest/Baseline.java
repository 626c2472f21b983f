package dev.ccrunner.worker.harvest;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a change is measured against. It is noted once for a workspace, before anything of a run was
 * in it, and kept with it: in a session the patch of the last run is all that its runs have done.
 *
 * @param commit that was cloned; null: there was no repository
 * @param tree of that commit, or of what lay in the workspace; null: it was empty
 * @param start the tree of the workspace when it was ready; it differs from {@code tree} by files
 *     that were put over the clone, and is null where that is
 * @param last the tree of the workspace when the last run of the session had ended; null: there was
 *     none
 */
record Baseline(
    @Nullable GitObject commit,
    @Nullable GitObject tree,
    @Nullable GitObject start,
    @Nullable GitObject last) {
  static final Baseline EMPTY = new Baseline(null, null, null, null);

  private static final String FILE = "base";
  private static final String NONE = "-";

  /** A workspace in which nothing was. */
  boolean isEmpty() {
    return tree == null;
  }

  /** Reads what was noted; empty: nothing was. */
  static Optional<Baseline> read(Path directory) throws IOException {
    var file = directory.resolve(FILE);
    if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
      return Optional.empty();
    }
    var lines = Files.readAllLines(file);
    return lines.size() < 4
        ? Optional.empty()
        : Optional.of(
            new Baseline(
                object(lines.get(0)),
                object(lines.get(1)),
                object(lines.get(2)),
                object(lines.get(3))));
  }

  /** The same when a run has ended so. */
  Baseline leftAt(GitObject other) {
    return new Baseline(commit, tree, start, other);
  }

  void write(Path directory) throws IOException {
    Files.write(
        directory.resolve(FILE),
        List.of(written(commit), written(tree), written(start), written(last)));
  }

  private static @Nullable GitObject object(String line) {
    return line.equals(NONE) ? null : new GitObject(line);
  }

  private static String written(@Nullable GitObject object) {
    return object == null ? NONE : object.hex();
  }
}
