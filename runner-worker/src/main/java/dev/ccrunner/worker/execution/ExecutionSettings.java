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
 * @param interruptTurnGrace how long an interrupted turn may take to end in good order; after it
 *     the run is treated as a cancelled one
 * @param exitGrace how long Claude Code may take to exit by itself after its last result
 * @param providerRetries how often Claude Code itself repeats a request to the model, behind the
 *     broker's own retries; its default of 10 takes three minutes
 * @param providerTimeout how long Claude Code waits for a request that is not answered at all
 * @param ledgerRetry pause before PostgreSQL is asked again that could not be reached
 */
@ConfigurationProperties("ccr.worker.execution")
public record ExecutionSettings(
    @DefaultValue("/usr/local/bin:/usr/bin:/bin") String path,
    @DefaultValue("500ms") Duration interruptGrace,
    @DefaultValue("10s") Duration interruptTurnGrace,
    @DefaultValue("5s") Duration exitGrace,
    @DefaultValue("2") int providerRetries,
    @DefaultValue("2m") Duration providerTimeout,
    @DefaultValue("500ms") Duration ledgerRetry) {}
