package dev.ccrunner.run;

import static dev.ccrunner.run.RunStatus.CANCELLED;
import static dev.ccrunner.run.RunStatus.CANCELLING;
import static dev.ccrunner.run.RunStatus.FAILED;
import static dev.ccrunner.run.RunStatus.QUEUED;
import static dev.ccrunner.run.RunStatus.RUNNING;
import static dev.ccrunner.run.RunStatus.STARTING;
import static dev.ccrunner.run.RunStatus.SUCCEEDED;
import static dev.ccrunner.run.RunStatus.WAITING_APPROVAL;
import static dev.ccrunner.run.RunStatus.WAITING_INPUT;
import static dev.ccrunner.run.RunStatus.WAITING_LIMIT;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * The whole life of a run in one table: what may happen, where it leads, and from where. Nothing
 * else decides a status: repositories take {@link #from()} for their WHERE and {@link #to()} for
 * their SET. docs/run-lifecycle.md is drawn from this table.
 */
public enum RunTransition {
  /** A worker won the conditional update and owns the run until its lease ends. */
  CLAIM(STARTING, QUEUED),
  /** Claude Code has been started in its sandbox. */
  START(RUNNING, STARTING),
  /** A tool call needs a person. */
  AWAIT_APPROVAL(WAITING_APPROVAL, RUNNING),
  /** Claude Code asked a question. */
  AWAIT_INPUT(WAITING_INPUT, RUNNING),
  /** The provider's limit is reached; the run knows when to go on. */
  AWAIT_LIMIT(WAITING_LIMIT, RUNNING),
  /** What the run waited for has come, and its process is still there. */
  RESUME(RUNNING, WAITING_APPROVAL, WAITING_INPUT, WAITING_LIMIT),
  /** The worker is lost, drained, or has parked the run; another worker may take it. */
  REQUEUE(QUEUED, STARTING, RUNNING, WAITING_APPROVAL, WAITING_INPUT, WAITING_LIMIT),
  /** Somebody cancels a run that a worker holds: the worker is told to end it. */
  REQUEST_CANCEL(CANCELLING, STARTING, RUNNING, WAITING_APPROVAL, WAITING_INPUT, WAITING_LIMIT),
  /** Claude Code finished well, perhaps just before a cancellation reached it. */
  SUCCEED(SUCCEEDED, RUNNING, CANCELLING),
  /** It went wrong, in whatever way the failure code says. */
  FAIL(
      FAILED,
      QUEUED,
      STARTING,
      RUNNING,
      WAITING_APPROVAL,
      WAITING_INPUT,
      WAITING_LIMIT,
      CANCELLING),
  /**
   * A cancelled run has ended; one that nobody had claimed ends at once, and so does one whose last
   * turn was interrupted.
   */
  CANCEL(CANCELLED, QUEUED, RUNNING, CANCELLING);

  private final RunStatus to;
  private final Set<RunStatus> from;

  RunTransition(RunStatus to, RunStatus... from) {
    this.to = to;
    this.from = EnumSet.copyOf(List.of(from));
  }

  /** Where it leads. */
  public RunStatus to() {
    return to;
  }

  /** From where it is allowed. */
  public Set<RunStatus> from() {
    return EnumSet.copyOf(from);
  }

  /** Whether a run that stands at {@code status} may make this move. */
  public boolean allowedFrom(RunStatus status) {
    return from.contains(status);
  }
}
