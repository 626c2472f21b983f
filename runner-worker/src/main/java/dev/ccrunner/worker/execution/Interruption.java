package dev.ccrunner.worker.execution;

import dev.ccrunner.infra.time.Ticker;
import dev.ccrunner.worker.claudecode.CliInput;
import dev.ccrunner.worker.process.Child;

/**
 * The wish that the turn ends, from when it is heard until the turn has ended. It is passed on when
 * a turn runs: an interrupt between two turns would be acknowledged and forgotten.
 */
final class Interruption {
  private final Child child;
  private final Spoken spoken;
  private final ExecutionSettings settings;
  private final Ticker ticker;
  private boolean pending;
  private boolean sent;
  private int turnsBefore;
  private boolean everSent;
  private long deadline;

  Interruption(Child child, Spoken spoken, ExecutionSettings settings, Ticker ticker) {
    this.child = child;
    this.spoken = spoken;
    this.settings = settings;
    this.ticker = ticker;
  }

  /** Somebody wants it; wanted twice before it has happened, it is one. */
  void want() {
    if (!pending) {
      pending = true;
      deadline = ticker.after(settings.interruptTurnGrace());
    }
  }

  /** Does what can be done now. */
  void pursue() throws InterruptedException {
    if (!pending) {
      return;
    }
    if (spoken.allAnswered() || (sent && spoken.turnsEnded() > turnsBefore)) {
      pending = false;
      sent = false;
      return;
    }
    // Counted before the look: a turn that ends in between has ended as wanted.
    int ended = spoken.turnsEnded();
    if (!sent && spoken.turnRuns()) {
      sent = true;
      everSent = true;
      turnsBefore = ended;
      boolean _ = child.send(CliInput.interrupt("interrupt"));
    }
  }

  /** Whether a turn was ever told to end. */
  boolean everSent() {
    return everSent;
  }

  /** How long until the turn has had its time; {@link Long#MAX_VALUE} when none is to end. */
  long nanosLeft() {
    return pending ? Math.max(0, deadline - ticker.nanos()) : Long.MAX_VALUE;
  }

  boolean overdue() {
    return pending && ticker.reached(deadline);
  }
}
