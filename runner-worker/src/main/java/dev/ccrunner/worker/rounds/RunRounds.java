package dev.ccrunner.worker.rounds;

import dev.ccrunner.infra.time.Ticker;
import dev.ccrunner.run.FailureCode;
import dev.ccrunner.run.RunFailure;
import dev.ccrunner.run.RunSpec;
import dev.ccrunner.worker.claudecode.CliResult;
import dev.ccrunner.worker.job.JobEvents;
import dev.ccrunner.worker.job.Rounds;
import dev.ccrunner.worker.masking.SecretMask;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The rounds of one attempt: an answer that has to fit a schema is looked at first, since that
 * costs nothing, and then the checks are made. Whatever is said to Claude Code for it begins a
 * turn, after which all is looked at again.
 */
final class RunRounds implements Rounds.Going {
  private final @Nullable Integer maxTurns;
  private final StructuredAnswer answer;
  private final Checks checks;
  private int turns;
  private boolean finished;
  private @Nullable RunFailure failure;

  RunRounds(
      RunSpec spec,
      CheckBench bench,
      SecretMask mask,
      JobEvents events,
      RoundsSettings settings,
      Ticker ticker) {
    this.maxTurns = spec.limits().maxTurns();
    this.answer = new StructuredAnswer(spec.output());
    this.checks =
        new Checks(
            spec.checks(),
            spec.output().schemaJson() != null,
            bench,
            new CheckReports(mask, events, settings, ticker));
    this.finished = !answer.wanted() && spec.checks().isEmpty();
  }

  @Override
  public Optional<String> next(CliResult result) throws InterruptedException {
    turns += result.numTurns();
    finished = false;
    var step = answer.look(result);
    if (step instanceof Step.Good) {
      step = checks.look();
    }
    return switch (step) {
      case Step.Good() -> {
        finished = true;
        yield Optional.empty();
      }
      case Step.Failed(var why) -> failed(why);
      case Step.BrokenOff() -> Optional.empty();
      case Step.Say(var words) -> mayGoOn() ? Optional.of(words) : failed(noTurnsLeft());
    };
  }

  private Optional<String> failed(RunFailure why) {
    failure = why;
    finished = true;
    return Optional.empty();
  }

  /** Claude Code itself counts the turns of each message anew. */
  private boolean mayGoOn() {
    return maxTurns == null || turns < maxTurns;
  }

  private RunFailure noTurnsLeft() {
    return RunFailure.of(
        FailureCode.MAX_TURNS,
        "The work was not good yet, and its %d turns (limits.max_turns) are used up."
            .formatted(turns));
  }

  @Override
  public boolean finished() {
    return finished;
  }

  @Override
  public Optional<RunFailure> failure() {
    return Optional.ofNullable(failure);
  }

  @Override
  public String checksJson() {
    return checks.json();
  }
}
