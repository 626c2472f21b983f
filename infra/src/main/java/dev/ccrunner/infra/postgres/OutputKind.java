package dev.ccrunner.infra.postgres;

import java.util.Locale;

/** What something is that a run has left. */
public enum OutputKind {
  /** A file of the workspace that the run was asked to bring home. */
  ARTIFACT,
  /** The change to the workspace. */
  PATCH,
  /** Claude Code's own record of the conversation, one JSON object in each line. */
  TRANSCRIPT,
  /** What a program of the run said that is too large for its events. */
  LOG,
  /** All of the workspace. */
  WORKSPACE;

  /** Its name in the database and in the API. */
  public String wireName() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The kind of that name. */
  public static OutputKind ofWireName(String name) {
    return valueOf(name.toUpperCase(Locale.ROOT));
  }
}
