package dev.ccrunner.worker.broker;

/**
 * Lets retries be a share of calls at most: each call puts a fraction of a retry into the bucket,
 * each retry takes a whole one. When the provider is down, every call fails, and without this each
 * would come several times.
 */
final class RetryBudget {

  private final double share;
  private final double reserve;
  private double retries;

  RetryBudget(double share, int reserve) {
    this.share = share;
    this.reserve = reserve;
    this.retries = reserve;
  }

  synchronized void called() {
    retries = Math.min(reserve, retries + share);
  }

  synchronized boolean mayRetry() {
    if (retries < 1) {
      return false;
    }
    retries--;
    return true;
  }
}
