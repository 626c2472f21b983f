package dev.ccrunner.infra.postgres;

import dev.ccrunner.file.StoredBlob;
import dev.ccrunner.run.RunId;
import java.util.Locale;

/**
 * An archive of a session's workspace.
 *
 * @param no grows with each one of the session
 * @param run that it was taken of
 * @param atEnd whether that run had ended
 * @param aboutJson what is known about the workspace beside its files; the worker's
 */
public record StoredSnapshot(
    long no, Kind kind, RunId run, boolean atEnd, String aboutJson, StoredBlob blob) {
  /** What an archive holds. */
  public enum Kind {
    /** What the session's patch is made against. */
    BASELINE,
    /** Everything. */
    FULL,
    /** What has changed since the one before it. */
    INCREMENTAL;

    String wireName() {
      return name().toLowerCase(Locale.ROOT);
    }

    static Kind ofWireName(String name) {
      return valueOf(name.toUpperCase(Locale.ROOT));
    }
  }
}
