package dev.ccrunner.worker.execution;

import dev.ccrunner.infra.postgres.AttemptUse;
import dev.ccrunner.infra.postgres.RunOutputs;
import dev.ccrunner.run.RunFailure;
import dev.ccrunner.run.RunOutcome;
import dev.ccrunner.run.RunResult;
import dev.ccrunner.run.RunUsage;
import org.jspecify.annotations.Nullable;

/**
 * What an attempt amounts to.
 *
 * @param usage of all attempts together
 * @param use what this one used; null: not known, it did not get that far
 */
record BroughtHome(
    RunOutcome outcome,
    RunResult result,
    RunUsage usage,
    @Nullable AttemptUse use,
    RunOutputs outputs) {

  static BroughtHome failed(RunFailure failure, RunAttempt attempt, @Nullable AttemptUse use) {
    return new BroughtHome(
        new RunOutcome.Failed(failure),
        RunResult.NONE,
        attempt.lease().usedBefore(),
        use,
        RunOutputs.NONE);
  }

  /** The same, ended otherwise. */
  BroughtHome ended(RunOutcome other) {
    return new BroughtHome(other, result, usage, use, outputs);
  }

  /** The same with that beside its answer. */
  BroughtHome with(RunOutputs others) {
    return new BroughtHome(outcome, result, usage, use, others);
  }

  /** A failure that was to be repeated and may not, because of a cancellation, is that. */
  RunOutcome outcome(RunAttempt attempt) {
    return outcome instanceof RunOutcome.Failed(var failure)
            && attempt.mayBeFollowedAfter(failure.code())
        ? attempt.stops().cancelReason().<RunOutcome>map(RunOutcome.Cancelled::new).orElse(outcome)
        : outcome;
  }
}
