package dev.ccrunner.worker.execution;

/** What wakes an attempt's thread. The facts stand elsewhere; a signal only says where to look. */
enum Signal {
  /** A turn of Claude Code began or ended, or it said how far it is with a message. */
  TURN,
  /** Something is said to the run. */
  CONTROLS,
  /** The child and its output have ended. */
  EXITED,
  /** Somebody wants the attempt to end; {@link Stops} knows why. */
  STOP
}
