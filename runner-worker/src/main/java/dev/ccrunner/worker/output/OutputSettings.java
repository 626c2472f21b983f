package dev.ccrunner.worker.output;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * How events leave the worker.
 *
 * @param flushEvery PostgreSQL gets all runs' new events in one transaction this often, at the
 *     latest
 * @param flushAt or as soon as so many bytes wait, over all runs
 * @param maxFlush at most so many bytes of one run in one transaction
 * @param maxPending as soon as so many bytes of one run wait for PostgreSQL, its output is read no
 *     further; Claude Code then waits, and loses nothing
 * @param keepSpools how long a run's log stays on this worker's disk after its worker was lost: for
 *     people, nobody else reads it
 */
@ConfigurationProperties("ccr.output")
public record OutputSettings(
    @DefaultValue("1s") Duration flushEvery,
    @DefaultValue("256KB") DataSize flushAt,
    @DefaultValue("4MB") DataSize maxFlush,
    @DefaultValue("32MB") DataSize maxPending,
    @DefaultValue("7d") Duration keepSpools) {}
