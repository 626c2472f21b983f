package dev.ccrunner.worker.rounds;

import dev.ccrunner.run.RunFailure;

/** What came of a look at the work. */
sealed interface Step {
  /** It is as it was asked for. */
  record Good() implements Step {}

  /** It is not, and Claude Code is to hear of it. */
  record Say(String words) implements Step {}

  /** It is not, and will not be. */
  record Failed(RunFailure failure) implements Step {}

  /** Somebody wanted no more of it. */
  record BrokenOff() implements Step {}
}
