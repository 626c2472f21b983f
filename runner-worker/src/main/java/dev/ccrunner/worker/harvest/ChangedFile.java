package dev.ccrunner.worker.harvest;

import org.jspecify.annotations.Nullable;

/**
 * A file that a run has changed.
 *
 * @param from its earlier name, when it was renamed
 * @param insertions lines; null: it is not text
 */
record ChangedFile(
    FileName name,
    Kind kind,
    @Nullable FileName from,
    @Nullable Long insertions,
    @Nullable Long deletions) {
  /** What became of it. */
  enum Kind {
    CREATE,
    UPDATE,
    DELETE,
    RENAME
  }

  ChangedFile with(@Nullable Long inserted, @Nullable Long deleted) {
    return new ChangedFile(name, kind, from, inserted, deleted);
  }
}
