package dev.ccrunner.infra.postgres;

import dev.ccrunner.event.RunEvent;

/**
 * A run that ended without a worker.
 *
 * @param key with the epoch that its end has raised
 * @param terminal the last event of its log
 */
public record EndedRun(LeaseKey key, RunEvent terminal) {}
