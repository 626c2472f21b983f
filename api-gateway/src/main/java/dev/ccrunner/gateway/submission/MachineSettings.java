package dev.ccrunner.gateway.submission;

import jakarta.validation.constraints.DecimalMin;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import java.math.BigDecimal;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;
import org.springframework.validation.annotation.Validated;

/**
 * How much of a worker's machine a run may ask for. What one gets that does not ask, each worker's
 * own settings say.
 *
 * @param maxMemory the most for {@code limits.memory}
 * @param maxCpus the most for {@code limits.cpus}
 * @param maxDisk the most for {@code limits.disk}
 * @param maxProcesses the most for {@code limits.processes}
 */
@Validated
@ConfigurationProperties("ccr.runs.machine")
record MachineSettings(
    @NotNull @DefaultValue("64GB") DataSize maxMemory,
    @NotNull @DecimalMin("0.1") @DefaultValue("64") BigDecimal maxCpus,
    @NotNull @DefaultValue("1TB") DataSize maxDisk,
    @Min(32) @DefaultValue("32768") int maxProcesses) {}
