package dev.ccrunner.worker.claim;

import dev.ccrunner.infra.postgres.RunLease;

/** Who carries out what was claimed. */
@FunctionalInterface
public interface RunCarrier {
  /**
   * Carries out the run in a thread of its own and returns at once.
   *
   * @param beforeClaim the lease keeper's reading from before the claim
   * @param done is run when the slot is free again
   */
  void carryOut(RunLease lease, long beforeClaim, Runnable done);
}
