package dev.ccrunner.worker.cgroup;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.EnumSet;
import java.util.Set;
import java.util.function.LongPredicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes a group of version 2 able to bound its children.
 *
 * <p>Such a group may hold no processes itself, the root of all excepted. So the worker first moves
 * into a child of its own, with all there are in its group; but only when they are its own, or it
 * is alone in a container: a login session's shell is not ours to move.
 */
final class Delegation {
  private static final Logger log = LoggerFactory.getLogger(Delegation.class);

  /** Where the worker itself goes; one that starts there finds its parent prepared. */
  static final String WORKERS_OWN = "ccr-worker";

  /** Something may be born while others move. */
  private static final int ROUNDS = 5;

  private Delegation() {}

  /**
   * The group under which runs get theirs.
   *
   * @param own the group this process is in
   */
  static Path parent(Path own) {
    var name = own.getFileName();
    var parent = own.getParent();
    return name != null && parent != null && name.toString().equals(WORKERS_OWN) ? parent : own;
  }

  /**
   * Lets the group's children be bounded by as many of these as it can be.
   *
   * @return those by which they can
   */
  static Set<Controller> enable(Path group, Set<Controller> wanted, LongPredicate ours) {
    if (!enabled(group).containsAll(wanted) && moveAside(group, ours)) {
      wanted.forEach(controller -> enable(group, controller));
    }
    var result = EnumSet.noneOf(Controller.class);
    result.addAll(enabled(group));
    result.retainAll(wanted);
    return result;
  }

  private static Collection<Controller> enabled(Path group) {
    return Controller.among(KernelFile.words(group.resolve("cgroup.subtree_control")));
  }

  private static void enable(Path group, Controller controller) {
    try {
      KernelFile.write(group.resolve("cgroup.subtree_control"), "+" + controller.kernelName());
    } catch (IOException e) {
      log.debug("{} cannot bound by {}: {}", group, controller.kernelName(), e.getMessage());
    }
  }

  private static boolean moveAside(Path group, LongPredicate ours) {
    var processes = group.resolve("cgroup.procs");
    try {
      // The root of all has no type, and may have both.
      if (!Files.exists(group.resolve("cgroup.type"))) {
        return true;
      }
      for (int round = 0; round < ROUNDS; round++) {
        var inside = KernelFile.words(processes);
        if (inside.isEmpty()) {
          return true;
        }
        if (!inside.stream().mapToLong(Long::parseLong).allMatch(ours)) {
          log.debug("{} holds processes that are not ours to move", group);
          return false;
        }
        var aside = Files.createDirectories(group.resolve(WORKERS_OWN)).resolve("cgroup.procs");
        for (var process : inside) {
          KernelFile.write(aside, process);
        }
      }
    } catch (IOException e) {
      log.debug("{} is not ours: {}", group, e.getMessage());
    }
    return KernelFile.words(processes).isEmpty();
  }

  /** This process, what it started, and in a container what started it. */
  static LongPredicate ourProcesses(Path own) {
    var self = ProcessHandle.current();
    // Seen from inside, a container's group is the root of all groups.
    var alone = own.getParent() != null && !Files.exists(own.getParent().resolve("cgroup.procs"));
    return pid ->
        pid == self.pid()
            || self.descendants().anyMatch(process -> process.pid() == pid)
            || (alone && isAncestor(self, pid));
  }

  private static boolean isAncestor(ProcessHandle process, long pid) {
    for (var parent = process.parent(); parent.isPresent(); parent = parent.get().parent()) {
      if (parent.get().pid() == pid) {
        return true;
      }
    }
    return false;
  }
}
