package dev.ccrunner.worker.continuity;

import dev.ccrunner.infra.blob.BlobRefused;
import dev.ccrunner.infra.blob.Blobs;
import dev.ccrunner.infra.conversation.ConversationFiles;
import dev.ccrunner.infra.postgres.RunOutput;
import dev.ccrunner.run.RunOutcome;
import dev.ccrunner.run.WorkspaceSpec;
import dev.ccrunner.worker.claudecode.CliMessage;
import dev.ccrunner.worker.job.Continuity.Continued;
import dev.ccrunner.worker.job.Continuity.Left;
import dev.ccrunner.worker.job.Job;
import dev.ccrunner.worker.job.PreparedWorkspace;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One attempt at a run that stands alone: each begins anew. Its transcript is kept on this worker's
 * disk until its end; nobody would go on with it if the worker were lost.
 */
final class ContinuedAlone implements Continued {
  private static final Logger log = LoggerFactory.getLogger(ContinuedAlone.class);
  private static final String BASELINE = "baseline";

  private final Job job;
  private final Blobs blobs;
  private final ConversationFiles files;
  private final ConversationSettings settings;
  private final SnapshotSettings snapshots;
  private final Warnings warnings;
  private final Path scratch;

  /** What is known about its workspace; nothing until that is ready. */
  private volatile AboutWorkspace about = new AboutWorkspace(null, null);

  ContinuedAlone(
      Job job,
      Blobs blobs,
      ConversationFiles files,
      ConversationSettings settings,
      SnapshotSettings snapshots,
      Warnings warnings,
      Path scratch) {
    this.job = job;
    this.blobs = blobs;
    this.files = files;
    this.settings = settings;
    this.snapshots = snapshots;
    this.warnings = warnings;
    this.scratch = scratch;
  }

  @Override
  public Optional<PreparedWorkspace> workspace() {
    return Optional.empty();
  }

  /** The run's own id: a further attempt begins the same conversation anew. */
  @Override
  public UUID conversation() {
    return job.lease().key().runId().value();
  }

  @Override
  public boolean resumed() {
    return false;
  }

  @Override
  public boolean heard(UUID message) {
    return false;
  }

  @Override
  public void ready(PreparedWorkspace workspace) {
    about = AboutWorkspace.of(workspace);
  }

  @Override
  public void mirrored(CliMessage.Mirrored lines) {
    var name = ConversationFiles.name(lines.path());
    if (name.isEmpty()) {
      return;
    }
    try {
      for (var entry : lines.entries()) {
        files.append(name.get(), entry + "\n");
      }
    } catch (IOException e) {
      throw new UncheckedIOException("Could not write the transcript of " + job.name(), e);
    }
  }

  @Override
  public List<RunOutput> end(RunOutcome outcome) throws InterruptedException {
    var spec = job.lease().spec().workspace();
    boolean keep =
        switch (spec.keep()) {
          case NEVER -> false;
          case ON_FAILURE -> !(outcome instanceof RunOutcome.Succeeded);
          case ALWAYS -> true;
        };
    var outputs = new ArrayList<RunOutput>();
    conversation(spec, keep, outputs);
    if (keep) {
      workspace(spec, outputs);
    }
    return outputs;
  }

  /** The transcript always; with the workspace all that a session needs to go on with it. */
  private void conversation(WorkspaceSpec spec, boolean keep, List<RunOutput> outputs) {
    if (!files.begun()) {
      return;
    }
    try {
      var kept =
          Transcripts.keep(blobs, job.lease().key(), files, scratch, settings.maxSize().toBytes());
      outputs.add(Outputs.transcript(files.conversation(), kept.main()));
      if (keep && kept.agents() != null) {
        outputs.add(Outputs.agents(files.conversation(), spec, kept.agents()));
      }
    } catch (IOException | BlobRefused e) {
      log.warn("The transcript of {} could not be kept: {}", job.name(), e.getMessage());
    }
  }

  private void workspace(WorkspaceSpec spec, List<RunOutput> outputs) throws InterruptedException {
    KeptWorkspace.keep(job, blobs, snapshots, warnings, scratch)
        .ifPresent(blob -> outputs.add(Outputs.workspace(spec, blob, about)));
    KeptWorkspace.keepAside(BASELINE, job, blobs, snapshots, warnings, scratch)
        .ifPresent(blob -> outputs.add(Outputs.baseline(spec, blob)));
  }

  @Override
  public void rest() {}

  /** Nobody goes on with it. */
  @Override
  public Optional<Left> left() {
    return Optional.empty();
  }

  @Override
  public void close() {
    try {
      files.close();
    } catch (IOException e) {
      throw new UncheckedIOException("Could not delete the transcript of " + job.name(), e);
    }
  }
}
