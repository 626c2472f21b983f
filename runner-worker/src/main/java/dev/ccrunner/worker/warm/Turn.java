package dev.ccrunner.worker.warm;

/** How a run of a session that has gone on found its Claude Code. */
public enum Turn {
  /** It was there. */
  HIT,
  /** None was kept here. */
  ABSENT,
  /** The session has gone on elsewhere meanwhile. */
  MOVED_ON,
  /** It was started with something else than this run asks for. */
  DIFFERENT,
  /** It had died, or said something while nobody listened. */
  UNSOUND
}
