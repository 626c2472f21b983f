package dev.ccrunner.worker.continuity;

import dev.ccrunner.file.ArtifactId;
import dev.ccrunner.file.StoredBlob;
import dev.ccrunner.infra.ids.TimeOrderedIds;
import dev.ccrunner.infra.postgres.RunOutput;
import dev.ccrunner.run.WorkspaceSpec;
import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

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

  static RunOutput agents(UUID conversation, WorkspaceSpec spec, StoredBlob blob) {
    return new RunOutput(
        new ArtifactId(TimeOrderedIds.next()),
        RunOutput.Kind.AGENTS,
        conversation + ".zip",
        "application/zip",
        blob,
        spec.keepFor());
  }

  static RunOutput workspace(WorkspaceSpec spec, StoredBlob blob, AboutWorkspace about) {
    return archive(RunOutput.Kind.WORKSPACE, spec, blob, about.json());
  }

  static RunOutput baseline(WorkspaceSpec spec, StoredBlob blob) {
    return archive(RunOutput.Kind.BASELINE, spec, blob, null);
  }

  private static RunOutput archive(
      RunOutput.Kind kind, WorkspaceSpec spec, StoredBlob blob, @Nullable String aboutJson) {
    return new RunOutput(
        new ArtifactId(TimeOrderedIds.next()),
        kind,
        kind.name().toLowerCase(Locale.ROOT) + ".tar.gz",
        "application/gzip",
        blob,
        spec.keepFor(),
        aboutJson);
  }
}
