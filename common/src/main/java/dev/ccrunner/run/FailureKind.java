package dev.ccrunner.run;

/** Whose turn it is after a failure, so that failures can be counted by who has to act. */
public enum FailureKind {
  /** The request or the code it works on. */
  USER,
  /** A limit that somebody set. */
  RESOURCES,
  /** The model provider. */
  EXTERNAL,
  /** This service. */
  INTERNAL
}
