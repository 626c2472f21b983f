package dev.ccrunner.infra.fault;

/**
 * The moments at which a crash would hurt most: something has just become true in one place and not
 * yet in the next. Fault tests strike exactly there, see {@link Faults}.
 */
public enum FaultPoint {
  /** Gateway: the run is stored, its bell has not been rung. */
  SUBMIT_COMMITTED,
  /** Gateway: Kafka has the bell, and the outbox still has it too. */
  BELL_RUNG,
  /** Gateway: a lost run is fenced, and neither requeued nor ended. */
  LOST_RUN_TAKEN_OVER,
  /** Worker: a bell was heard, nothing is claimed. */
  BELL_HEARD,
  /** Worker: the run is claimed, its bell is not acknowledged. */
  CLAIMED,
  /** Worker: Claude Code runs, the ledger does not know yet. */
  CHILD_STARTED,
  /** Worker: Claude Code has ended, the ledger does not know yet. */
  CHILD_ENDED,
  /** Worker: the ledger has the end, Redis and its listeners do not. */
  SETTLED
}
