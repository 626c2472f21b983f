package dev.ccrunner.infra.postgres;

import dev.ccrunner.worker.WorkerId;
import java.time.Instant;

/**
 * A worker as it last reported itself.
 *
 * @param name for people; several workers may have the same
 * @param state {@code active}, {@code draining} or {@code gone}
 * @param slots how many runs it carries out at once, at most
 * @param busy how many it is carrying out
 * @param model {@code provider} or {@code demo}: what answers its model calls
 */
public record WorkerRecord(
    WorkerId id,
    String name,
    String state,
    int slots,
    int busy,
    String cliVersion,
    String sandboxLevel,
    String model,
    Instant startedAt,
    Instant seenAt) {}
