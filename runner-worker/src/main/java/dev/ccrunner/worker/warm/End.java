package dev.ccrunner.worker.warm;

/** Why a Claude Code that was kept is ended. */
enum End {
  /** It was idle for as long as it may be. */
  IDLE,
  /** There are too many. */
  COUNT,
  /** They have too much memory. */
  MEMORY,
  /** A run needs its user. */
  USERS,
  /** Its session has gone on elsewhere, or is closed or deleted. */
  USELESS,
  /** It had died by itself. */
  DEAD,
  /** Its run was not settled after all. */
  UNSETTLED,
  /** The worker takes no more runs. */
  STOP
}
