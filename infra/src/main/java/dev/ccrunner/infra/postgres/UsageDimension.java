package dev.ccrunner.infra.postgres;

/** What use is told apart by in a report. */
public sealed interface UsageDimension {
  /** Those that every run has, though perhaps without a value. */
  enum Plain implements UsageDimension {
    TEAM,
    USER,
    KEY,
    /** The attempts' own rows, which are no model's, are a group of their own. */
    MODEL,
    /** Of UTC, on which an attempt ended. */
    DAY,
    RUN
  }

  /** The value of the label with this name. */
  record Label(String name) implements UsageDimension {}
}
