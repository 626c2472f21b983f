package dev.ccrunner.infra.postgres;

/** What the ledger says to a worker whose child is running. */
public enum Started {
  /** Go on. */
  YES,
  /** Somebody has cancelled the run meanwhile: end it. */
  CANCELLING,
  /** The run belongs to another attempt: end the child and write nothing more. */
  FENCED
}
