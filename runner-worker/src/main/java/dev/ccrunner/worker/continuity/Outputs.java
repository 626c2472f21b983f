package dev.ccrunner.worker.continuity;

import dev.ccrunner.file.ArtifactId;
import dev.ccrunner.file.StoredBlob;
import dev.ccrunner.infra.ids.TimeOrderedIds;
import dev.ccrunner.infra.postgres.RunOutput;
import dev.ccrunner.run.WorkspaceSpec;
import java.util.UUID;

/** What of a run's conversation and workspace clients can have. */
final class Outputs {
  private Outputs() {}

  static RunOutput transcript(UUID conversation, StoredBlob blob) {
    return new RunOutput(
        new ArtifactId(TimeOrderedIds.next()),
        RunOutput.Kind.TRANSCRIPT,
        conversation + ".jsonl",
        "application/jsonl",
        blob,
        null);
  }

  static RunOutput workspace(WorkspaceSpec spec, StoredBlob blob) {
    return new RunOutput(
        new ArtifactId(TimeOrderedIds.next()),
        RunOutput.Kind.WORKSPACE,
        "workspace.tar.gz",
        "application/gzip",
        blob,
        spec.keepFor());
  }
}
