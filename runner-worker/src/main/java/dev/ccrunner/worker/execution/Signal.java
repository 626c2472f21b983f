package dev.ccrunner.worker.execution;

/** What wakes an attempt's thread. The facts stand elsewhere; a signal only says where to look. */
enum Signal {
  /** Claude Code printed a result. */
  TURN_ENDED,
  /** The child and its output have ended. */
  EXITED,
  /** Somebody wants the attempt to end; {@link Stops} knows why. */
  STOP
}
