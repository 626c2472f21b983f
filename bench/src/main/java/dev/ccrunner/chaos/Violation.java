package dev.ccrunner.chaos;

import java.util.Locale;

/** What must never be. */
enum Violation {
  /** A submit was answered with 202, and there is no such run, or it never ends. */
  LOST,
  /** Two attempts lived at the same time, or one order became two runs. */
  DOUBLED,
  /** A number is missing, in the stored log or in what a client saw. */
  GAPS,
  /** A number came twice, likewise. */
  DUPLICATES,
  /** A log is not what its sum, its row or its clients say. */
  CHECKSUM_MISMATCH,
  /** A run did not end in bounded time. */
  STUCK,
  /** A process of a run that lives on after everything has ended. */
  ORPHAN_PROCESSES,
  /** A run ended twice, or went on after its end, or its row and its log end differently. */
  TERMINAL_TWICE,
  /** A turn of a session began before one before it had ended. */
  OVERLAPPED,
  /** A turn of a session did not know of one before it, or did not find what that had left. */
  FORGOTTEN;

  /** The name in the result. */
  String wireName() {
    return name().toLowerCase(Locale.ROOT);
  }
}
