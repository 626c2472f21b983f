package dev.ccrunner.worker.continuity;

import dev.ccrunner.infra.postgres.RunOutput;
import dev.ccrunner.run.RunOutcome;
import dev.ccrunner.worker.job.Continuity;
import dev.ccrunner.worker.job.Job;
import dev.ccrunner.worker.job.JobEvents;
import dev.ccrunner.worker.job.PreparedWorkspace;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.BooleanSupplier;

/** Every run begins anew, and nothing is kept. */
final class NoContinuity implements Continuity {
  @Override
  public Continued begin(Job job, JobEvents events, BooleanSupplier unless) {
    var conversation = UUID.randomUUID();
    return new Continued() {
      @Override
      public Optional<PreparedWorkspace> workspace() {
        return Optional.empty();
      }

      @Override
      public UUID conversation() {
        return conversation;
      }

      @Override
      public boolean resumed() {
        return false;
      }

      @Override
      public void ready(PreparedWorkspace workspace) {}

      @Override
      public void mirrored(String line) {}

      @Override
      public void worked() {}

      @Override
      public List<RunOutput> end(RunOutcome outcome) {
        return List.of();
      }
    };
  }
}
