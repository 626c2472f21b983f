package dev.ccrunner.infra.postgres;

import dev.ccrunner.event.RunEvent;
import dev.ccrunner.run.RunStatus;
import dev.ccrunner.worker.WorkerId;

/** What came of the wish to cancel a run. */
public sealed interface Cancellation {
  /** Nobody had claimed it: it is over, and this is its last event. */
  record Done(RunEvent terminal, long epoch) implements Cancellation {}

  /** A worker has it and must be told; asked for a second time, the answer is the same. */
  record Requested(WorkerId worker) implements Cancellation {}

  /** It had ended before. */
  record TooLate(RunStatus status) implements Cancellation {}

  /** The team has no such run. */
  record Unknown() implements Cancellation {}
}
