package dev.ccrunner.worker.execution;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How a worker treats Claude Code.
 *
 * @param path the PATH of the run's commands
 * @param interruptGrace how long a cancelled or overdue run may take to say its last words before
 *     everything is killed; a cancelled process is dead within a second
 * @param exitGrace how long Claude Code may take to exit by itself after its last result
 * @param ledgerRetry pause before PostgreSQL is asked again that could not be reached
 */
@ConfigurationProperties("ccr.worker.execution")
public record ExecutionSettings(
    @DefaultValue("/usr/local/bin:/usr/bin:/bin") String path,
    @DefaultValue("500ms") Duration interruptGrace,
    @DefaultValue("5s") Duration exitGrace,
    @DefaultValue("500ms") Duration ledgerRetry) {}
