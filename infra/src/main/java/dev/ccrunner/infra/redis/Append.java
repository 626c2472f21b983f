package dev.ccrunner.infra.redis;

/** What came of a write to a run's live log. */
public enum Append {
  /** Redis has it, now or already from an earlier try. */
  APPENDED,
  /** A later attempt holds the run: nothing was written, and nothing ever will be by this one. */
  FENCED
}
