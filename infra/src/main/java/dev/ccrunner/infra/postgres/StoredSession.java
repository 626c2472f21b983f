package dev.ccrunner.infra.postgres;

import dev.ccrunner.run.RunId;
import dev.ccrunner.run.WorkspaceSpec;
import dev.ccrunner.session.SessionId;
import dev.ccrunner.team.Author;
import dev.ccrunner.team.TeamId;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A session as PostgreSQL has it at one moment.
 *
 * @param updatedAt when it was last changed, was given a run, or had one end
 * @param version raised by every change that a client makes
 * @param archivedAt null: it takes runs
 * @param keep how long it is kept after it was last used
 * @param conversation the id of Claude Code's own conversation
 * @param runs how many it was given: the number of the last one
 * @param current the number of the run whose turn it is; greater than {@code runs}: none
 */
public record StoredSession(
    TeamId teamId,
    SessionId id,
    @Nullable String name,
    Map<String, String> labels,
    Author createdBy,
    Instant createdAt,
    Instant updatedAt,
    int version,
    @Nullable Instant archivedAt,
    Duration keep,
    Instant expiresAt,
    UUID conversation,
    WorkspaceSpec workspace,
    SessionOrigin origin,
    long runs,
    @Nullable RunId lastRun,
    long current) {
  public StoredSession {
    labels = Map.copyOf(labels);
  }

  /** Whether a run of it has not ended. */
  public boolean hasOpenRuns() {
    return current <= runs;
  }

  /** What it does. */
  public SessionStatus status() {
    if (archivedAt != null) {
      return SessionStatus.ARCHIVED;
    }
    return hasOpenRuns() ? SessionStatus.ACTIVE : SessionStatus.IDLE;
  }

  /** The same with what a client may change. */
  public StoredSession with(
      @Nullable String newName,
      Map<String, String> newLabels,
      @Nullable Instant newArchivedAt,
      Duration newKeep) {
    return new StoredSession(
        teamId,
        id,
        newName,
        newLabels,
        createdBy,
        createdAt,
        updatedAt,
        version,
        newArchivedAt,
        newKeep,
        expiresAt,
        conversation,
        workspace,
        origin,
        runs,
        lastRun,
        current);
  }
}
