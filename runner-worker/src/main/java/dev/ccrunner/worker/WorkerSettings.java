package dev.ccrunner.worker;

import java.nio.file.Path;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * What a worker is.
 *
 * @param data folder for spools and the runs' directories; each worker needs one of its own
 * @param claudeBin the Claude Code binary; a native one, since the sandbox has no Node
 * @param name what people call it; empty: the host's name
 * @param model {@code provider} or {@code demo}: shown wherever a run of this worker is shown, so
 *     that nobody takes the demo model's words for Claude's
 * @param drainTime how long a worker that is told to stop waits for its runs to end
 */
@ConfigurationProperties("ccr.worker")
public record WorkerSettings(
    Path data,
    Path claudeBin,
    @DefaultValue("") String name,
    @DefaultValue("provider") String model,
    @DefaultValue("25s") Duration drainTime) {}
