package dev.ccrunner.worker.harvest;

/** Something could not be brought home, and why, for the run's log. */
final class HarvestFailed extends Exception {
  private final String why;

  HarvestFailed(String why) {
    super(why);
    this.why = why;
  }

  HarvestFailed(String why, Throwable cause) {
    super(why, cause);
    this.why = why;
  }

  String why() {
    return why;
  }
}
