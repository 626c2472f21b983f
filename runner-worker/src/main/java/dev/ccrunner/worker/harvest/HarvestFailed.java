package dev.ccrunner.worker.harvest;

/** Something could not be brought home; the message says why, for the run's log. */
final class HarvestFailed extends Exception {
  HarvestFailed(String why) {
    super(why);
  }

  HarvestFailed(String why, Throwable cause) {
    super(why, cause);
  }
}
