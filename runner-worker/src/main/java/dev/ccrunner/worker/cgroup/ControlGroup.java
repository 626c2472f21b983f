package dev.ccrunner.worker.cgroup;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The processes of one run, as the kernel knows them: in one directory of each hierarchy. Closing
 * it ends them all.
 */
public final class ControlGroup implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(ControlGroup.class);
  private static final Duration LOOK_AGAIN = Duration.ofMillis(5);
  private static final Duration LOOK_AT_FROST = Duration.ofMillis(1);

  /** As long as a killed process may take to be gone on a machine in trouble, and a little. */
  private static final int MOST_LOOKS = 2_000;

  private final Map<Path, Branch> directories;

  ControlGroup(Map<Path, Branch> directories) {
    this.directories = Map.copyOf(directories);
  }

  /** The files to which a process writes 0 to be in it, and with it all that it starts. */
  public List<Path> entrances() {
    return directories.keySet().stream().map(path -> path.resolve("cgroup.procs")).toList();
  }

  /**
   * The same for the one that can be stopped as a whole while others of the group work on: where
   * the kernel offers it, a group of its own within this one.
   */
  public List<Path> agentEntrances() {
    return directories.keySet().stream()
        .map(path -> Files.isDirectory(agent(path)) ? agent(path) : path)
        .map(path -> path.resolve("cgroup.procs"))
        .toList();
  }

  static Path agent(Path group) {
    return group.resolve("agent");
  }

  /** Whether the kernel stops the agent and all it has started at once. */
  public boolean canFreeze() {
    return freezer().isPresent();
  }

  private Optional<Path> freezer() {
    return directories.keySet().stream()
        .map(ControlGroup::agent)
        .filter(agent -> Files.isWritable(agent.resolve("cgroup.freeze")))
        .findFirst();
  }

  /**
   * Stops the agent and all that it has started.
   *
   * @return false when somebody is still at work after {@code atMost}
   */
  public boolean freeze(Duration atMost) {
    var freezer = freezer().orElseThrow();
    try {
      KernelFile.write(freezer.resolve("cgroup.freeze"), "1");
    } catch (IOException e) {
      log.warn("{} cannot be frozen: {}", freezer, e.getMessage());
      return false;
    }
    long looks = Math.max(1, atMost.dividedBy(LOOK_AT_FROST));
    for (long look = 0; look < looks; look++) {
      if (KernelFile.field(freezer.resolve("cgroup.events"), "frozen") == 1) {
        return true;
      }
      LockSupport.parkNanos(LOOK_AT_FROST.toNanos());
    }
    return false;
  }

  /** Lets them go on. */
  public void thaw() {
    freezer()
        .ifPresent(freezer -> {
          try {
            KernelFile.write(freezer.resolve("cgroup.freeze"), "0");
          } catch (IOException e) {
            log.warn("{} cannot be thawed: {}", freezer, e.getMessage());
          }
        });
  }

  /** What it uses at this moment. */
  public GroupUse use() {
    var memory = with(Controller.MEMORY);
    var pids = with(Controller.PIDS);
    return new GroupUse(
        memory.map(path -> number(path, "memory.current", "memory.usage_in_bytes")).orElse(0L),
        memory.map(path -> number(path, "memory.peak", "memory.max_usage_in_bytes")).orElse(0L),
        memory.map(ControlGroup::oomKills).orElse(0L),
        Math.toIntExact(pids.map(path -> number(path, "pids.current", "pids.current")).orElse(0L)),
        pids.map(path -> KernelFile.field(path.resolve("pids.events"), "max")).orElse(0L));
  }

  private Optional<Path> with(Controller controller) {
    return directories.entrySet().stream()
        .filter(entry -> entry.getValue().controllers().contains(controller))
        .map(Map.Entry::getKey)
        .findFirst();
  }

  private static long number(Path group, String name, String nameInVersion1) {
    var number = KernelFile.number(group.resolve(name));
    return number.isPresent()
        ? number.getAsLong()
        : KernelFile.number(group.resolve(nameInVersion1)).orElse(0);
  }

  private static long oomKills(Path group) {
    return Math.max(
        KernelFile.field(group.resolve("memory.events"), "oom_kill"),
        KernelFile.field(group.resolve("memory.oom_control"), "oom_kill"));
  }

  /** SIGKILL to all in it: at once where the kernel can, else to each that is found. */
  public void kill() {
    for (var directory : directories.keySet()) {
      try {
        KernelFile.write(directory.resolve("cgroup.kill"), "1");
      } catch (IOException _) {
        processes(directory).forEach(ControlGroup::killOne);
      }
    }
  }

  private static List<Long> processes(Path directory) {
    return Stream.of(directory, agent(directory))
        .flatMap(group -> KernelFile.words(group.resolve("cgroup.procs")).stream())
        .map(Long::parseLong)
        // 0 is one that this process cannot see: in a pid namespace that is not below its own.
        .filter(pid -> pid > 0)
        .toList();
  }

  private static void killOne(long pid) {
    // False means that it ended by itself in the meantime.
    ProcessHandle.of(pid)
        .filter(process -> process.pid() != ProcessHandle.current().pid())
        .ifPresent(ProcessHandle::destroyForcibly);
  }

  /** Ends all that is left in it and takes it away, or says in the log that it could not. */
  @Override
  public void close() {
    for (int look = 0; look < MOST_LOOKS; look++) {
      kill();
      if (directories.keySet().stream().allMatch(ControlGroup::removed)) {
        return;
      }
      LockSupport.parkNanos(LOOK_AGAIN.toNanos());
    }
    log.error("{} cannot be taken away; it is tried again when the worker starts", this);
  }

  /** The kernel refuses as long as there is somebody in it. */
  private static boolean removed(Path directory) {
    try {
      Files.deleteIfExists(agent(directory));
      Files.deleteIfExists(directory);
      return true;
    } catch (IOException _) {
      return false;
    }
  }

  @Override
  public String toString() {
    return "ControlGroup" + directories.keySet();
  }
}
