package dev.ccrunner.worker.lease;

/**
 * Who has to know what becomes of a lease. Called from the keeper's threads: must not block, may be
 * told twice.
 */
public interface LeaseHolder {
  /** Somebody wants the run cancelled. */
  void cancel(String reason);

  /** The worker stops: end the child, and give the run back while the lease still holds. */
  void handOver();

  /** Something is said to the run that its worker has not taken yet. */
  void controlsWaiting();

  /**
   * The lease is lost, or could not be renewed in time: end the child at once and write nothing
   * more.
   */
  void leaseLost();
}
