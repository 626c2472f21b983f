package dev.ccrunner.infra.postgres;

import dev.ccrunner.file.ArtifactId;
import dev.ccrunner.file.StoredBlob;
import dev.ccrunner.run.RunId;
import dev.ccrunner.team.TeamId;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Something that a run has left, as it is kept.
 *
 * @param name of an artifact: its path in the workspace; of others: a name for a download
 * @param expiresAt from then on it does not exist any more; null: it stays for as long as the
 *     installation keeps such things
 * @param aboutJson what is known about it beside its content; null: nothing
 */
public record StoredOutput(
    TeamId teamId,
    RunId runId,
    ArtifactId id,
    RunOutput.Kind kind,
    String name,
    String mediaType,
    StoredBlob blob,
    Instant createdAt,
    @Nullable Instant expiresAt,
    @Nullable String aboutJson) {}
