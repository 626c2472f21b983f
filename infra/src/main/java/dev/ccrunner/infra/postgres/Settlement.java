package dev.ccrunner.infra.postgres;

import dev.ccrunner.event.LogChecksum;
import dev.ccrunner.event.RunEvent;
import dev.ccrunner.run.RunOutcome;
import dev.ccrunner.run.RunResult;
import dev.ccrunner.run.RunUsage;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The end of a run, all that has to become true at once.
 *
 * @param remaining the events PostgreSQL does not have yet, in order; the last of them is the
 *     terminal event
 * @param log over the whole log, the terminal event included
 * @param usage of all attempts together
 * @param use of this attempt; null: not known, since its worker is lost
 * @param outputs what it brought home beside its answer
 */
public record Settlement(
    LeaseKey key,
    RunOutcome outcome,
    RunResult result,
    RunUsage usage,
    List<RunEvent> remaining,
    LogChecksum log,
    @Nullable AttemptUse use,
    RunOutputs outputs) {
  public Settlement {
    remaining = List.copyOf(remaining);
  }

  /** The end of a run that brought nothing but its answer. */
  public Settlement(
      LeaseKey key,
      RunOutcome outcome,
      RunResult result,
      RunUsage usage,
      List<RunEvent> remaining,
      LogChecksum log,
      @Nullable AttemptUse use) {
    this(key, outcome, result, usage, remaining, log, use, RunOutputs.NONE);
  }

  /** The end of a run whose worker is lost. */
  public Settlement(
      LeaseKey key,
      RunOutcome outcome,
      RunResult result,
      RunUsage usage,
      List<RunEvent> remaining,
      LogChecksum log) {
    this(key, outcome, result, usage, remaining, log, null);
  }
}
