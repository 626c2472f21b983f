package dev.ccrunner.infra.postgres;

import dev.ccrunner.event.LogChecksum;
import dev.ccrunner.event.RunEvent;
import dev.ccrunner.run.RunOutcome;
import dev.ccrunner.run.RunResult;
import dev.ccrunner.run.RunUsage;
import java.time.Duration;
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
 * @param keptFor how long its Claude Code is kept for the session's next run; null: it is not
 */
public record Settlement(
    LeaseKey key,
    RunOutcome outcome,
    RunResult result,
    RunUsage usage,
    List<RunEvent> remaining,
    LogChecksum log,
    @Nullable AttemptUse use,
    RunOutputs outputs,
    @Nullable Duration keptFor) {
  public Settlement {
    remaining = List.copyOf(remaining);
  }

  /** Of which no more is known: no answer, no use, no outputs, and nothing that is kept. */
  public static Settlement of(
      LeaseKey key, RunOutcome outcome, RunUsage usage, List<RunEvent> remaining, LogChecksum log) {
    return new Settlement(
        key, outcome, RunResult.NONE, usage, remaining, log, null, RunOutputs.NONE, null);
  }

  public Settlement answering(RunResult other) {
    return new Settlement(key, outcome, other, usage, remaining, log, use, outputs, keptFor);
  }

  public Settlement using(@Nullable AttemptUse other) {
    return new Settlement(key, outcome, result, usage, remaining, log, other, outputs, keptFor);
  }

  public Settlement bringing(RunOutputs other) {
    return new Settlement(key, outcome, result, usage, remaining, log, use, other, keptFor);
  }

  public Settlement keeping(@Nullable Duration other) {
    return new Settlement(key, outcome, result, usage, remaining, log, use, outputs, other);
  }
}
