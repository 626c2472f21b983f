package dev.ccrunner.worker.limits;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * {@code ccr.worker.limits}: what a run may use of this machine. A run that asks for more than the
 * most gets the most, and its log says so.
 *
 * @param memory of all its processes together, files in memory included, unless it asks for another
 *     amount
 * @param maxMemory the most it may ask for
 * @param cpus processors it may use at once, unless it asks for another number; 0.5 is half of one,
 *     0 all there are
 * @param maxCpus the most it may ask for; 0: all there are
 * @param disk what its workspace, HOME and temporary files may take together, unless it asks for
 *     another amount; also the longest file
 * @param maxDisk the most it may ask for
 * @param files how many files and directories these may be
 * @param processes at the same time, threads included, unless it asks for another number
 * @param maxProcesses the most it may ask for
 * @param openFiles of one process
 * @param lookEvery how often is looked at what a run uses. Disk is looked at less often where that
 *     takes long: it costs no more than a twentieth of a processor
 * @param controlGroups {@code auto}: where the kernel offers them; {@code required}: the worker
 *     does not start without those that bound memory and processes; {@code off}: never
 */
@ConfigurationProperties("ccr.worker.limits")
public record LimitSettings(
    @DefaultValue("4GB") DataSize memory,
    @DefaultValue("16GB") DataSize maxMemory,
    @DefaultValue("0") double cpus,
    @DefaultValue("0") double maxCpus,
    @DefaultValue("10GB") DataSize disk,
    @DefaultValue("50GB") DataSize maxDisk,
    @DefaultValue("1000000") long files,
    @DefaultValue("512") int processes,
    @DefaultValue("4096") int maxProcesses,
    @DefaultValue("65536") int openFiles,
    @DefaultValue("250ms") Duration lookEvery,
    @DefaultValue("auto") Groups controlGroups) {

  /** Whether the kernel's control groups are used. */
  public enum Groups {
    AUTO,
    REQUIRED,
    OFF
  }

  /** Claude Code alone has 250 MB. */
  private static final DataSize LEAST_MEMORY = DataSize.ofMegabytes(16);

  /** Below it not even the sandbox starts. */
  private static final int LEAST_PROCESSES = 8;

  public LimitSettings {
    requireInOrder("memory", LEAST_MEMORY, memory, maxMemory);
    requireInOrder("disk", DataSize.ofBytes(1), disk, maxDisk);
    if (processes < LEAST_PROCESSES || processes > maxProcesses) {
      throw new IllegalArgumentException(
          "ccr.worker.limits.processes: expected %d to %d (max-processes), found %d"
              .formatted(LEAST_PROCESSES, maxProcesses, processes));
    }
    if (cpus < 0 || maxCpus < 0 || (maxCpus > 0 && cpus > maxCpus)) {
      throw new IllegalArgumentException(
          "ccr.worker.limits.cpus: expected 0 to max-cpus, found %s and %s"
              .formatted(cpus, maxCpus));
    }
    if (files < 1 || openFiles < 64) {
      throw new IllegalArgumentException(
          "ccr.worker.limits.files and open-files: expected at least 1 and 64, found %d and %d"
              .formatted(files, openFiles));
    }
    if (lookEvery.compareTo(Duration.ofMillis(10)) < 0) {
      throw new IllegalArgumentException(
          "ccr.worker.limits.look-every: expected at least 10ms, found " + lookEvery);
    }
  }

  private static void requireInOrder(String key, DataSize least, DataSize usual, DataSize most) {
    if (usual.compareTo(least) < 0 || usual.compareTo(most) > 0) {
      throw new IllegalArgumentException(
          "ccr.worker.limits.%s: expected %s to %s (max-%s), found %s"
              .formatted(key, least, most, key, usual));
    }
  }

  /** As they are when nobody sets any. */
  public static LimitSettings defaults() {
    return new LimitSettings(
        DataSize.ofGigabytes(4),
        DataSize.ofGigabytes(16),
        0,
        0,
        DataSize.ofGigabytes(10),
        DataSize.ofGigabytes(50),
        1_000_000,
        512,
        4096,
        65_536,
        Duration.ofMillis(250),
        Groups.AUTO);
  }
}
