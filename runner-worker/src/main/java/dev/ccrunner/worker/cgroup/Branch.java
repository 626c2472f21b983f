package dev.ccrunner.worker.cgroup;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The worker's part of one hierarchy: a group under which each run gets its own.
 *
 * @param controllers that bound the runs' groups
 */
record Branch(int version, Set<Controller> controllers, Path path) {
  private static final Logger log = LoggerFactory.getLogger(Branch.class);
  private static final int PERIOD_MICROS = 100_000;
  private static final int LEAST_QUOTA_MICROS = 1_000;

  Branch {
    controllers = Set.copyOf(controllers);
  }

  /**
   * Makes it, and gives all runs together as much weight as the machine has processors: else they
   * would weigh no more than one thread of the worker.
   */
  static Branch grow(Hierarchy hierarchy, String name) throws IOException {
    if (hierarchy.version() == 1) {
      var path = Files.createDirectories(hierarchy.own().resolve(name));
      weigh(path.resolve("cpu.shares"), 1024);
      return new Branch(1, hierarchy.controllers(), path);
    }
    var parent = Delegation.parent(hierarchy.own());
    var ours = Delegation.ourProcesses(parent);
    var available = Controller.among(KernelFile.words(parent.resolve("cgroup.controllers")));
    var enabled = Delegation.enable(parent, available, ours);
    var path = Files.createDirectories(parent.resolve(name));
    weigh(path.resolve("cpu.weight"), 100);
    return new Branch(2, Delegation.enable(path, enabled, ours), path);
  }

  private static void weigh(Path file, int one) {
    if (Files.exists(file)) {
      try {
        KernelFile.write(
            file, Long.toString(one * (long) Runtime.getRuntime().availableProcessors()));
      } catch (IOException e) {
        log.debug("{} cannot be set: {}", file, e.getMessage());
      }
    }
  }

  /** A group of that name, which holds nothing yet. */
  Path create(String name, GroupBounds bounds) throws IOException {
    // The one above too: another worker may have taken it away as an empty leftover.
    var group = Files.createDirectories(path.resolve(name));
    if (controllers.contains(Controller.MEMORY)) {
      boundMemory(group, bounds.memoryBytes());
    }
    if (controllers.contains(Controller.PIDS)) {
      KernelFile.write(group.resolve("pids.max"), Integer.toString(bounds.processes()));
    }
    if (controllers.contains(Controller.CPU) && bounds.cpus() > 0) {
      boundCpus(group, bounds.cpus());
    }
    if (version == 2) {
      // It has no controllers of its own, so what bounds the group bounds both together.
      Files.createDirectories(ControlGroup.agent(group));
    }
    return group;
  }

  private void boundMemory(Path group, long bytes) throws IOException {
    var limit = Long.toString(bytes);
    if (version == 1) {
      KernelFile.write(group.resolve("memory.limit_in_bytes"), limit);
      // Memory and swap together: none of the latter. Not there on a kernel that does not count it.
      writeIfThere(group.resolve("memory.memsw.limit_in_bytes"), limit);
    } else {
      KernelFile.write(group.resolve("memory.max"), limit);
      writeIfThere(group.resolve("memory.swap.max"), "0");
      writeIfThere(group.resolve("memory.oom.group"), "1");
    }
  }

  private void boundCpus(Path group, double cpus) throws IOException {
    var quota = Math.max(LEAST_QUOTA_MICROS, Math.round(cpus * PERIOD_MICROS));
    if (version == 1) {
      KernelFile.write(group.resolve("cpu.cfs_period_us"), Integer.toString(PERIOD_MICROS));
      KernelFile.write(group.resolve("cpu.cfs_quota_us"), Long.toString(quota));
    } else {
      KernelFile.write(group.resolve("cpu.max"), quota + " " + PERIOD_MICROS);
    }
  }

  private static void writeIfThere(Path file, String value) throws IOException {
    if (Files.exists(file)) {
      KernelFile.write(file, value);
    }
  }
}
