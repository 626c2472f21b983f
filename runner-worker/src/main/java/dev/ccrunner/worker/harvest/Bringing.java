package dev.ccrunner.worker.harvest;

import dev.ccrunner.event.EventType;
import dev.ccrunner.file.ArtifactId;
import dev.ccrunner.file.StoredBlob;
import dev.ccrunner.infra.ids.TimeOrderedIds;
import dev.ccrunner.infra.postgres.RunOutput;
import dev.ccrunner.run.RunFailure;
import dev.ccrunner.worker.forge.Published;
import dev.ccrunner.worker.job.Harvest.Brought;
import dev.ccrunner.worker.job.Job;
import dev.ccrunner.worker.job.JobEvents;
import dev.ccrunner.worker.job.PreparedWorkspace;
import dev.ccrunner.worker.masking.SecretMask;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** What one run brings home, while it is collected, and what its log says of it. */
final class Bringing {
  static final String PATCH_TYPE = "text/x-diff";
  private static final String PATCH_NAME = "changes.patch";

  private static final int LONGEST_NAME = 1024;

  /** How many names a line of the log has. */
  private static final int NAMED = 20;

  private final Job job;
  private final PreparedWorkspace workspace;
  private final SecretMask mask;
  private final JobEvents events;

  /** Paths, as Claude Code names them, of which its tools have told. */
  private final Set<String> told;

  private final HarvestSettings settings;
  private final ChangeReport report;
  private final List<RunOutput> outputs = new ArrayList<>();
  private @Nullable ObjectNode git;
  private Optional<RunFailure> failure = Optional.empty();

  Bringing(
      Job job,
      PreparedWorkspace workspace,
      SecretMask mask,
      JobEvents events,
      Set<String> told,
      HarvestSettings settings) {
    this.job = job;
    this.workspace = workspace;
    this.mask = mask;
    this.events = events;
    this.told = told;
    this.settings = settings;
    this.report = new ChangeReport(mask, settings.shownChanges());
  }

  void changed(Baseline baseline, Patch patch) throws InterruptedException {
    var base = workspace.base();
    git = report.of(baseline, base == null ? null : base.ref(), patch);
    if (job.lease().spec().output().patch()) {
      outputs.add(output(RunOutput.Kind.PATCH, PATCH_NAME, PATCH_TYPE, patch.content()));
    }
    tell(patch, job.inside().workspace().resolve(OwnGits.root(base)).toString());
    notes(patch);
  }

  /** Of what no tool has told of: what commands have changed. */
  private void tell(Patch patch, String root) throws InterruptedException {
    var untold =
        patch
            .ofThisRun()
            .filter(file -> !told.contains(root + "/" + mask.mask(file.name().text())))
            .toList();
    for (var file : untold.subList(0, Math.min(untold.size(), settings.shownChanges()))) {
      events.append(
          EventType.FILE_CHANGED, report.event(file, root + "/" + file.name().shown(mask)));
    }
    int more = untold.size() - settings.shownChanges();
    if (more > 0) {
      log("info", "patch", "%d more files have changed; the patch has them all".formatted(more));
    }
  }

  private void notes(Patch patch) throws InterruptedException {
    var taken = patch.taken();
    if (!taken.leftOut().isEmpty()) {
      log(
          "warning",
          "patch",
          "Not in the patch, for they are larger than ccr.worker.outputs.max-file (%s), no files, or have names that git does not take: %s"
              .formatted(settings.maxFile(), some(taken.leftOut())));
    }
    if (!taken.inRepositories().isEmpty()) {
      log(
          "info",
          "patch",
          "These directories have repositories of their own; the patch has their files, not their history: "
              + some(taken.inRepositories()));
    }
    if (taken.asBytes()) {
      log(
          "warning",
          "patch",
          "A file does not fit the encoding that .gitattributes gives it; all files are in the patch as they are");
    }
  }

  /**
   * Tells of them.
   *
   * @param folder what is outside of it cannot be an artifact
   */
  void large(List<LargeFiles.LargeFile> files, String folder) throws InterruptedException {
    var names =
        files.stream()
            .map(LargeFiles.LargeFile::name)
            .collect(Collectors.partitioningBy(name -> name.text().startsWith(folder)));
    var inside = names.getOrDefault(true, List.of());
    if (!inside.isEmpty()) {
      log(
          "info",
          "patch",
          "Of these files of Git LFS the patch has the new pointers; their contents are artifacts of the run: "
              + some(inside));
    }
    var outside = names.getOrDefault(false, List.of());
    if (!outside.isEmpty()) {
      log(
          "warning",
          "patch",
          "Of these files of Git LFS the patch has the new pointers, and only a push has their contents, for they are outside of workspace.git.path: "
              + some(outside));
    }
  }

  String some(Collection<FileName> names) {
    var more = names.size() > NAMED ? " and %d more".formatted(names.size() - NAMED) : "";
    return names.stream()
            .limit(NAMED)
            .map(name -> name.shown(mask))
            .collect(Collectors.joining(", "))
        + more;
  }

  void noPatch(String why) throws InterruptedException {
    log("error", "patch", "There is no patch: " + why);
  }

  void noArtifacts(String why) throws InterruptedException {
    log("error", "artifacts", "Not all artifacts are kept: " + why);
  }

  void log(String level, String source, String message) throws InterruptedException {
    events.append(EventType.LOG, report.log(level, source, message));
  }

  /** A file that the run was asked to bring. */
  void artifact(FileName name, StoredBlob blob) throws InterruptedException {
    var type = MediaTypes.of(name.text());
    var artifact = output(RunOutput.Kind.ARTIFACT, name(name), type, blob);
    outputs.add(artifact);
    events.append(EventType.ARTIFACT_CREATED, report.artifact(artifact));
  }

  /**
   * Masked, and as long as a row of the database takes; a mask may be longer than what it hides.
   */
  private String name(FileName file) {
    var masked = mask.mask(file.text());
    return masked.length() <= LONGEST_NAME ? masked : masked.substring(0, LONGEST_NAME);
  }

  private static RunOutput output(
      RunOutput.Kind kind, String name, String mediaType, StoredBlob blob) {
    return new RunOutput(new ArtifactId(TimeOrderedIds.next()), kind, name, mediaType, blob, null);
  }

  /** It is pushed, or a part of it is. */
  void pushed(Published published) throws InterruptedException {
    var shown = Objects.requireNonNull(git, "only a change is pushed");
    shown.put("branch", published.branch()).put("commit_sha", published.commit());
    var request = published.pullRequest();
    if (request != null) {
      shown.putObject("pull_request").put("number", request.number()).put("url", request.url());
    }
    log(
        "info",
        "push",
        "Pushed as %s to the branch %s%s"
            .formatted(
                published.commit(),
                published.branch(),
                request == null ? "" : "; pull request " + request.url()));
  }

  void failed(RunFailure why) {
    failure = Optional.of(why);
  }

  Brought end() {
    return new Brought(git == null ? null : git.toString(), outputs, failure);
  }
}
