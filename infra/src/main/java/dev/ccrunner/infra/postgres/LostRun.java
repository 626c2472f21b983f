package dev.ccrunner.infra.postgres;

import dev.ccrunner.event.LogChecksum;
import dev.ccrunner.run.RunSpec;
import dev.ccrunner.run.RunUsage;
import org.jspecify.annotations.Nullable;

/**
 * A run whose worker let the lease run out; the reaper holds it now, by an epoch of its own.
 *
 * @param attempt the attempt that was lost
 * @param lostWorkers how many workers were lost with this run, the latest included
 * @param cancelReason why it was to be cancelled; null: it was not
 * @param usedBefore what attempts before the lost one have used; what the lost one used is not
 *     known
 * @param lastSeq the last event PostgreSQL has; Redis may have more
 */
public record LostRun(
    LeaseKey key,
    int attempt,
    int lostWorkers,
    RunSpec spec,
    @Nullable String cancelReason,
    RunUsage usedBefore,
    long lastSeq,
    LogChecksum log) {}
