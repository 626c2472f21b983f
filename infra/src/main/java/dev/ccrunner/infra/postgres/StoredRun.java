package dev.ccrunner.infra.postgres;

import dev.ccrunner.event.LogChecksum;
import dev.ccrunner.run.RunFailure;
import dev.ccrunner.run.RunId;
import dev.ccrunner.run.RunResult;
import dev.ccrunner.run.RunSpec;
import dev.ccrunner.run.RunStatus;
import dev.ccrunner.run.RunUsage;
import dev.ccrunner.team.Author;
import dev.ccrunner.team.TeamId;
import dev.ccrunner.worker.WorkerId;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A run as PostgreSQL has it at one moment.
 *
 * @param session null: it stands alone
 * @param attempt 0 before the first claim
 * @param workerId the worker of the latest attempt; null before the first claim
 * @param sandboxLevel how strong that worker's sandbox was; null before the first claim
 * @param lastSeq the last event that PostgreSQL has; a running run may be a little further
 * @param log over all events up to {@code lastSeq}
 * @param claimedAt when the latest attempt began
 * @param startedAt when Claude Code was started in the latest attempt
 * @param brought nothing as long as it runs
 * @param failure set if and only if the status is {@code failed}
 */
public record StoredRun(
    TeamId teamId,
    RunId id,
    @Nullable SessionPlace session,
    RunStatus status,
    @Nullable String statusReason,
    RunSpec spec,
    Map<String, String> labels,
    Author createdBy,
    int attempt,
    @Nullable WorkerId workerId,
    @Nullable String sandboxLevel,
    long lastSeq,
    LogChecksum log,
    Instant createdAt,
    @Nullable Instant claimedAt,
    @Nullable Instant startedAt,
    @Nullable Instant finishedAt,
    @Nullable RunFailure failure,
    RunResult result,
    RunUsage usage,
    OutputSummary brought) {}
