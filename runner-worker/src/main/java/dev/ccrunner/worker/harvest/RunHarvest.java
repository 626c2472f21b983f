package dev.ccrunner.worker.harvest;

import dev.ccrunner.infra.time.Ticker;
import dev.ccrunner.run.FailureCode;
import dev.ccrunner.worker.job.Harvest;
import dev.ccrunner.worker.job.Job;
import dev.ccrunner.worker.job.JobEvents;
import dev.ccrunner.worker.job.JobRefused;
import dev.ccrunner.worker.job.PreparedWorkspace;
import dev.ccrunner.worker.masking.SecretMask;
import java.time.Duration;
import java.util.Optional;

/**
 * Brings home the patch and the artifacts of every run and, where one asks for it and has
 * succeeded, pushes its branch.
 */
final class RunHarvest implements Harvest {
  private final Patches patches;
  private final Artifacts artifacts;
  private final HarvestSettings settings;
  private final HarvestMetrics metrics;
  private final Ticker ticker;

  RunHarvest(
      Patches patches,
      Artifacts artifacts,
      HarvestSettings settings,
      HarvestMetrics metrics,
      Ticker ticker) {
    this.patches = patches;
    this.artifacts = artifacts;
    this.settings = settings;
    this.metrics = metrics;
    this.ticker = ticker;
  }

  @Override
  public Begun begin(Job job, PreparedWorkspace workspace) throws JobRefused, InterruptedException {
    var output = job.lease().spec().output();
    if (!output.patch() && output.push() == null) {
      return (outcome, mask, events) -> bring(job, workspace, Optional.empty(), mask, events);
    }
    try {
      var baseline = timed("baseline", () -> patches.begin(job, workspace));
      return (outcome, mask, events) -> bring(job, workspace, Optional.of(baseline), mask, events);
    } catch (HarvestFailed e) {
      throw new JobRefused(
          FailureCode.WORKSPACE_FAILED,
          "What the run's change is to be measured against: %s.".formatted(e.why()));
    }
  }

  private Brought bring(
      Job job,
      PreparedWorkspace workspace,
      Optional<Baseline> baseline,
      SecretMask mask,
      JobEvents events)
      throws InterruptedException {
    var bringing = new Bringing(job, workspace, mask, events, settings);
    if (baseline.isPresent() && !patches.nothingToDo(job, baseline.get())) {
      try {
        bringing.changed(
            baseline.get(), timed("patch", () -> patches.take(job, workspace, baseline.get())));
      } catch (HarvestFailed e) {
        bringing.noPatch(e.why());
      }
    }
    if (!job.lease().spec().output().artifacts().isEmpty()) {
      try {
        timed("artifacts", () -> artifacts.collect(job, workspace, bringing));
      } catch (HarvestFailed e) {
        bringing.noArtifacts(e.why());
      }
    }
    return bringing.end();
  }

  private interface Work<T> {
    T carryOut() throws HarvestFailed, InterruptedException;
  }

  private <T> T timed(String what, Work<T> work) throws HarvestFailed, InterruptedException {
    long begun = ticker.nanos();
    var well = false;
    try {
      var result = work.carryOut();
      well = true;
      return result;
    } finally {
      metrics.brought(what, well, Duration.ofNanos(ticker.nanos() - begun));
    }
  }
}
