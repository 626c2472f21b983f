package dev.ccrunner.gateway.workers;

import dev.ccrunner.infra.postgres.WorkerRecord;
import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;

/** A worker as operators see it. */
@Schema(name = "Worker")
record WorkerView(
    String id,
    @Schema(allowableValues = "worker") String object,
    String name,
    @Schema(allowableValues = {"active", "draining"}) String state,
    @Schema(description = "Runs it carries out at once, at most.") int slots,
    @Schema(description = "Runs it is carrying out.") int busy,
    String cliVersion,
    String sandboxLevel,
    @Schema(description = "What answers its model calls: provider or demo.") String model,
    Instant startedAt,
    Instant seenAt) {

  static WorkerView of(WorkerRecord worker) {
    return new WorkerView(
        worker.id().toString(),
        "worker",
        worker.name(),
        worker.state(),
        worker.slots(),
        worker.busy(),
        worker.cliVersion(),
        worker.sandboxLevel(),
        worker.model(),
        worker.startedAt(),
        worker.seenAt());
  }
}
