package dev.ccrunner.worker.harvest;

import dev.ccrunner.infra.time.Ticker;
import dev.ccrunner.run.FailureCode;
import dev.ccrunner.run.PushSpec;
import dev.ccrunner.run.RunFailure;
import dev.ccrunner.run.RunOutcome;
import dev.ccrunner.worker.forge.Publication;
import dev.ccrunner.worker.forge.PublishFailed;
import dev.ccrunner.worker.forge.Published;
import dev.ccrunner.worker.git.PushOrder;
import dev.ccrunner.worker.harvest.LargeFiles.LargeFile;
import dev.ccrunner.worker.job.Harvest;
import dev.ccrunner.worker.job.Job;
import dev.ccrunner.worker.job.JobEvents;
import dev.ccrunner.worker.job.JobRefused;
import dev.ccrunner.worker.job.PreparedWorkspace;
import dev.ccrunner.worker.masking.SecretMask;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/**
 * Brings home the patch and the artifacts of every run and, where one asks for it and has
 * succeeded, pushes its branch.
 */
final class RunHarvest implements Harvest {
  private static final JsonMapper JSON = JsonMapper.shared();

  private final Patches patches;
  private final LargeFiles largeFiles;
  private final Artifacts artifacts;
  private final Publishing publishing;
  private final HarvestSettings settings;
  private final HarvestMetrics metrics;
  private final Ticker ticker;

  /** Hands a change to where its repository lives. */
  @FunctionalInterface
  interface Publishing {
    Published publish(Publication publication) throws PublishFailed, InterruptedException;
  }

  RunHarvest(
      Patches patches,
      LargeFiles largeFiles,
      Artifacts artifacts,
      Publishing publishing,
      HarvestSettings settings,
      HarvestMetrics metrics,
      Ticker ticker) {
    this.patches = patches;
    this.largeFiles = largeFiles;
    this.artifacts = artifacts;
    this.publishing = publishing;
    this.settings = settings;
    this.metrics = metrics;
    this.ticker = ticker;
  }

  @Override
  public Begun begin(Job job, PreparedWorkspace workspace, BooleanSupplier unless)
      throws JobRefused, InterruptedException {
    var output = job.lease().spec().output();
    if (!output.patch() && output.push() == null) {
      return new Growing(job, workspace, null);
    }
    try {
      var baseline = timed("baseline", () -> patches.begin(job, workspace, unless));
      return new Growing(job, workspace, baseline);
    } catch (HarvestFailed e) {
      throw new JobRefused(
          FailureCode.WORKSPACE_FAILED,
          "What the run's change is to be measured against: %s.".formatted(e.why()));
    }
  }

  /** While the run works. */
  private final class Growing implements Begun {
    private final Job job;
    private final PreparedWorkspace workspace;
    private final @Nullable Baseline baseline;
    private final Set<String> told = ConcurrentHashMap.newKeySet();

    Growing(Job job, PreparedWorkspace workspace, @Nullable Baseline baseline) {
      this.job = job;
      this.workspace = workspace;
      this.baseline = baseline;
    }

    @Override
    public void told(String dataJson) {
      told.add(JSON.readTree(dataJson).path("path").asString(""));
    }

    @Override
    public Brought bring(
        RunOutcome outcome, SecretMask mask, JobEvents events, BooleanSupplier cancelled)
        throws InterruptedException {
      var bringing = new Bringing(job, workspace, mask, events, told, settings);
      var patience = new Patience(cancelled, settings.afterCancel(), ticker);
      return new Harvesting(job, workspace, baseline, bringing, patience).bring(outcome);
    }
  }

  /** When it has ended. */
  private final class Harvesting {
    private final Job job;
    private final PreparedWorkspace workspace;
    private final @Nullable Baseline baseline;
    private final Bringing bringing;
    private final Patience patience;

    Harvesting(
        Job job,
        PreparedWorkspace workspace,
        @Nullable Baseline baseline,
        Bringing bringing,
        Patience patience) {
      this.job = job;
      this.workspace = workspace;
      this.baseline = baseline;
      this.bringing = bringing;
      this.patience = patience;
    }

    Brought bring(RunOutcome outcome) throws InterruptedException {
      var patch = patch();
      var large = large(patch);
      artifacts(large.orElse(List.of()));
      var push = job.lease().spec().output().push();
      if (push != null && outcome instanceof RunOutcome.Succeeded) {
        push(push, patch, large);
      }
      return bringing.end();
    }

    private Optional<Patch> patch() throws InterruptedException {
      if (baseline == null || patches.nothingToDo(job, baseline)) {
        return Optional.empty();
      }
      try {
        var patch = timed("patch", () -> patches.take(job, workspace, baseline, patience));
        bringing.changed(baseline, patch);
        return Optional.of(patch);
      } catch (HarvestFailed e) {
        bringing.noPatch(e.why());
        return Optional.empty();
      }
    }

    /**
     * Of these the patch has pointers; their contents come along as artifacts. Empty: nobody knows
     * which they are.
     */
    private Optional<List<LargeFile>> large(Optional<Patch> patch) throws InterruptedException {
      if (patch.isEmpty()) {
        return Optional.empty();
      }
      try {
        var large = largeFiles.changed(job, workspace, patch.get(), patience);
        bringing.large(large, folder());
        return Optional.of(large);
      } catch (HarvestFailed e) {
        bringing.noArtifacts(e.why());
        return Optional.empty();
      }
    }

    /** Where Claude Code began, as the names of artifacts do; ends with a slash unless empty. */
    private String folder() {
      return workspace.folder().isEmpty() ? "" : workspace.folder() + "/";
    }

    private void artifacts(List<LargeFile> large) throws InterruptedException {
      if (large.isEmpty() && job.lease().spec().output().artifacts().isEmpty()) {
        return;
      }
      var folder = folder();
      var also =
          large.stream()
              .map(LargeFile::name)
              .filter(name -> name.text().startsWith(folder))
              .map(name -> FileName.ofText(name.text().substring(folder.length())))
              .collect(Collectors.toSet());
      try {
        timed("artifacts", () -> artifacts.collect(job, workspace, also, bringing, patience));
      } catch (HarvestFailed e) {
        bringing.noArtifacts(e.why());
      }
    }

    private void push(PushSpec push, Optional<Patch> patch, Optional<List<LargeFile>> large)
        throws InterruptedException {
      var base = workspace.base();
      if (base == null || baseline == null || baseline.commit() == null) {
        failed("There is no repository to push to: output.push needs workspace.git.");
      } else if (patience.isCancelled()) {
        failed("The run was cancelled before its branch was pushed.");
      } else if (patch.isEmpty()) {
        failed("What has changed could not be found out, so nothing is pushed.");
      } else if (patch.get().changesNothing()) {
        bringing.log("info", "push", "Nothing has changed, so nothing is pushed");
      } else if (large.isEmpty()) {
        failed("Which files of Git LFS have changed could not be found out, so nothing is pushed.");
      } else {
        var commit = baseline.commit();
        var tree = patch.get().taken().tree();
        publish(
            new Publication(
                job.lease(),
                push,
                base,
                tree.hex(),
                large.get().stream().map(this::toHandOver).toList(),
                () -> patches.objects(job, workspace, commit, tree, patience::isCancelled),
                patience::isCancelled));
      }
    }

    private PushOrder.Large toHandOver(LargeFile file) {
      return new PushOrder.Large(
          file.name().text(),
          file.pointer(),
          () -> largeFiles.content(job, workspace, file, patience::isCancelled));
    }

    private void publish(Publication publication) throws InterruptedException {
      long begun = ticker.nanos();
      try {
        bringing.pushed(publishing.publish(publication));
        metrics.brought("push", true, since(begun));
      } catch (PublishFailed e) {
        metrics.brought("push", false, since(begun));
        if (e.published() != null) {
          bringing.pushed(e.published());
        }
        bringing.failed(e.failure());
      }
    }

    private void failed(String why) {
      bringing.failed(RunFailure.of(FailureCode.PUSH_FAILED, why));
    }
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
      metrics.brought(what, well, since(begun));
    }
  }

  private Duration since(long begun) {
    return Duration.ofNanos(ticker.nanos() - begun);
  }
}
