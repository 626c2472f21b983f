package dev.ccrunner.worker.rounds;

import dev.ccrunner.run.RunFailure;
import dev.ccrunner.worker.claudecode.CliResult;
import dev.ccrunner.worker.job.Job;
import dev.ccrunner.worker.job.JobEvents;
import dev.ccrunner.worker.job.PreparedWorkspace;
import dev.ccrunner.worker.job.Rounds;
import dev.ccrunner.worker.masking.SecretMask;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/** Claude Code is taken at its word. */
final class OneRound implements Rounds {
  @Override
  public Going begin(
      Job job,
      PreparedWorkspace workspace,
      Map<String, String> environment,
      SecretMask mask,
      JobEvents events,
      BooleanSupplier unless) {
    return new Going() {
      @Override
      public Optional<String> next(CliResult result) {
        return Optional.empty();
      }

      @Override
      public Optional<RunFailure> failure() {
        return Optional.empty();
      }

      @Override
      public String checksJson() {
        return "[]";
      }
    };
  }
}
