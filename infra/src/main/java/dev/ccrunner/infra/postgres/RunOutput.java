package dev.ccrunner.infra.postgres;

import dev.ccrunner.file.ArtifactId;
import dev.ccrunner.file.StoredBlob;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Something that a run left.
 *
 * @param name of a file: its path in the workspace
 * @param keptFor how long it is kept; null: as long as the installation keeps such things
 * @param aboutJson what is known about it beside its content; null: nothing
 */
public record RunOutput(
    ArtifactId id,
    Kind kind,
    String name,
    String mediaType,
    StoredBlob blob,
    @Nullable Duration keptFor,
    @Nullable String aboutJson) {
  /** One that says everything itself. */
  public RunOutput(
      ArtifactId id,
      Kind kind,
      String name,
      String mediaType,
      StoredBlob blob,
      @Nullable Duration keptFor) {
    this(id, kind, name, mediaType, blob, keptFor, null);
  }

  /** What it is; a run has at most one of each but artifacts. */
  public enum Kind {
    /** A file that the run was asked to bring. */
    ARTIFACT,
    /** The change to the workspace, for {@code git apply}. */
    PATCH,
    /** Claude Code's own record of the conversation. */
    TRANSCRIPT,
    /** A ZIP of what the conversation's sub-agents wrote, beside it. */
    AGENTS,
    /** The whole workspace. */
    WORKSPACE,
    /** What the workspace's patch is made against; kept with a workspace. */
    BASELINE
  }
}
