package dev.ccrunner.infra.postgres;

import dev.ccrunner.run.RunStatus;

/**
 * How far a run's log is, as PostgreSQL has it.
 *
 * @param lastSeq final as soon as the status is terminal
 */
public record LogState(RunStatus status, long lastSeq) {}
