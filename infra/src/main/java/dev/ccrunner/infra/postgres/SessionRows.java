package dev.ccrunner.infra.postgres;

import dev.ccrunner.infra.postgres.generated.tables.records.SessionRecord;
import dev.ccrunner.run.RunId;
import dev.ccrunner.session.SessionId;
import dev.ccrunner.team.TeamId;
import java.time.Duration;

/** Reads rows of the table {@code session}. */
final class SessionRows {
  private SessionRows() {}

  static StoredSession read(SessionRecord row) {
    return new StoredSession(
        new TeamId(row.getTeamId()),
        new SessionId(row.getId()),
        row.getName(),
        StoredJson.labels(row.getLabels()),
        Authors.of(row.getKeyId(), row.getUserId()),
        row.getCreatedAt().toInstant(),
        row.getUpdatedAt().toInstant(),
        row.getVersion(),
        row.getArchivedAt() == null ? null : row.getArchivedAt().toInstant(),
        Duration.ofSeconds(row.getKeepSeconds()),
        row.getExpiresAt().toInstant(),
        row.getClaudeSession(),
        StoredJson.workspace(row.getWorkspace()),
        new SessionOrigin(
            row.getOriginSessionId() == null ? null : new SessionId(row.getOriginSessionId()),
            row.getOriginRunId() == null ? null : new RunId(row.getOriginRunId())),
        row.getRunCount(),
        row.getLastRunId() == null ? null : new RunId(row.getLastRunId()),
        row.getCurrentNumber());
  }
}
