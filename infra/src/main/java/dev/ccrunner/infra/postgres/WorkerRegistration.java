package dev.ccrunner.infra.postgres;

import dev.ccrunner.worker.WorkerId;

/** What a worker says of itself when it starts; see {@link WorkerRecord}. */
public record WorkerRegistration(
    WorkerId id, String name, int slots, String cliVersion, String sandboxLevel, String model) {}
