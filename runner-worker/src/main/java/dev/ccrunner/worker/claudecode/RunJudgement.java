package dev.ccrunner.worker.claudecode;

import dev.ccrunner.run.FailureCode;
import dev.ccrunner.run.RunFailure;
import dev.ccrunner.run.RunOutcome;
import java.util.Optional;

/**
 * Decides how an attempt ended, from the evidence alone.
 *
 * <p>A good last result wins over everything, also over a cancel or a timeout that came too late:
 * the work is done. Then counts who ended the attempt, and only then what Claude Code says about
 * it, because a process that is being stopped prints results that only tell of the stopping.
 */
public final class RunJudgement {
  private RunJudgement() {}

  /** The outcome that {@code evidence} amounts to. */
  public static RunOutcome judge(Evidence evidence) {
    if (evidence.lastResult().filter(CliResult::good).isPresent()) {
      return new RunOutcome.Succeeded();
    }
    Optional<String> cancelled = evidence.stops().cancelRequested();
    if (cancelled.isPresent()) {
      return new RunOutcome.Cancelled(cancelled.get());
    }
    return new RunOutcome.Failed(failure(evidence));
  }

  private static RunFailure failure(Evidence evidence) {
    Optional<RunFailure> stopped = stopped(evidence);
    if (stopped.isPresent()) {
      return stopped.get();
    }
    return evidence
        .lastResult()
        .map(result -> ResultFailure.of(result, evidence.lastProviderError()))
        .orElseGet(() -> withoutResult(evidence));
  }

  private static Optional<RunFailure> stopped(Evidence evidence) {
    if (evidence.stops().overLimit().isPresent()) {
      return evidence.stops().overLimit();
    }
    var moneyGone = evidence.stops().moneyGone();
    if (moneyGone.isPresent()) {
      return moneyGone.map(what -> RunFailure.of(FailureCode.BUDGET_EXCEEDED, what));
    }
    if (evidence.stops().workerStopped()) {
      return Optional.of(
          RunFailure.of(
              FailureCode.WORKER_LOST, "Its worker was stopped before the run had ended."));
    }
    if (!evidence.stops().timedOut() && !evidence.stops().idleTimedOut()) {
      return Optional.empty();
    }
    // A refused key is retried for minutes: then the key is the cause and the timeout its effect.
    Optional<RunFailure> refused =
        evidence
            .lastProviderError()
            .filter(error -> ProviderFailure.code(error.status()) == FailureCode.PROVIDER_AUTH)
            .map(ProviderFailure::of);
    return refused.or(() -> Optional.of(tookTooLong(evidence)));
  }

  private static RunFailure tookTooLong(Evidence evidence) {
    String provider = evidence.lastProviderError().map(error -> " " + error.sentence()).orElse("");
    return evidence.stops().timedOut()
        ? RunFailure.of(FailureCode.TIMEOUT, "The run took longer than its timeout." + provider)
        : RunFailure.of(
            FailureCode.IDLE_TIMEOUT,
            "Claude Code printed nothing for longer than the idle timeout." + provider);
  }

  private static RunFailure withoutResult(Evidence evidence) {
    // It was told "no" and died of it, as far as anybody can tell.
    if (evidence.stops().refused().isPresent()) {
      return evidence.stops().refused().get();
    }
    String stderr = LastWords.of(evidence.stderrTail());
    if (evidence.exitCode().isEmpty()) {
      return RunFailure.of(FailureCode.LAUNCH_FAILED, "Claude Code could not be started." + stderr);
    }
    int exitCode = evidence.exitCode().getAsInt();
    boolean refusedToStart = exitCode != 0 && exitCode < 128 && !evidence.sessionStarted();
    if (refusedToStart) {
      return RunFailure.of(
          FailureCode.LAUNCH_FAILED,
          "Claude Code refused to start (exit code %d).%s".formatted(exitCode, stderr));
    }
    String how = exitCode > 128 ? "signal " + (exitCode - 128) : "exit code " + exitCode;
    return RunFailure.of(
        FailureCode.CLI_CRASHED,
        "Claude Code ended without a result (%s).%s".formatted(how, stderr));
  }
}
