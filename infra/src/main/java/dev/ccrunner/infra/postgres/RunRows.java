package dev.ccrunner.infra.postgres;

import dev.ccrunner.event.LogChecksum;
import dev.ccrunner.infra.postgres.generated.tables.records.RunRecord;
import dev.ccrunner.run.FailureCode;
import dev.ccrunner.run.RunFailure;
import dev.ccrunner.run.RunId;
import dev.ccrunner.run.RunResult;
import dev.ccrunner.run.RunStatus;
import dev.ccrunner.run.RunUsage;
import dev.ccrunner.session.SessionId;
import dev.ccrunner.team.TeamId;
import dev.ccrunner.worker.WorkerId;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Reads rows of the table {@code run}. */
final class RunRows {
  private RunRows() {}

  static StoredRun read(RunRecord row) {
    return new StoredRun(
        new TeamId(row.getTeamId()),
        new RunId(row.getId()),
        session(row),
        RunStatus.ofWireName(row.getStatus()),
        row.getStatusReason(),
        StoredJson.spec(row.getSpec()),
        StoredJson.labels(row.getLabels()),
        Authors.of(row.getKeyId(), row.getUserId()),
        row.getAttempt(),
        row.getWorkerId() == null ? null : new WorkerId(row.getWorkerId()),
        row.getSandboxLevel(),
        row.getLastSeq(),
        new LogChecksum(row.getLogBytes(), row.getLogCrc32()),
        row.getCreatedAt().toInstant(),
        instant(row.getClaimedAt()),
        instant(row.getStartedAt()),
        instant(row.getFinishedAt()),
        failure(row),
        result(row),
        usage(row.getUsageByModel(), row.getCostUsd()),
        brought(row));
  }

  private static OutputSummary brought(RunRecord row) {
    return new OutputSummary(
        row.getGit(),
        Objects.requireNonNullElse(row.getChecks(), OutputSummary.NOTHING.checksJson()),
        row.getArtifactsCount());
  }

  private static @Nullable SessionPlace session(RunRecord row) {
    return row.getSessionId() == null
        ? null
        : new SessionPlace(new SessionId(row.getSessionId()), row.getSessionNumber());
  }

  /** Usage so far; nothing stored is nothing used. */
  static RunUsage usage(@Nullable String byModel, @Nullable BigDecimal costUsd) {
    return byModel == null ? RunUsage.NONE : new RunUsage(StoredJson.usage(byModel), costUsd);
  }

  private static @Nullable RunFailure failure(RunRecord row) {
    return row.getFailureCode() == null
        ? null
        : new RunFailure(
            FailureCode.ofWireName(row.getFailureCode()),
            Objects.requireNonNullElse(row.getFailureMessage(), ""));
  }

  private static RunResult result(RunRecord row) {
    return new RunResult(
        row.getResultText(),
        row.getResultStructured(),
        Objects.requireNonNullElse(row.getNumTurns(), 0),
        Objects.requireNonNullElse(row.getPermissionDenials(), "[]"));
  }

  private static @Nullable Instant instant(@Nullable OffsetDateTime time) {
    return time == null ? null : time.toInstant();
  }
}
