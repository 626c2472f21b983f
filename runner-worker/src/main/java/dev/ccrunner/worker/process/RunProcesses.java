package dev.ccrunner.worker.process;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Everything one run started, and its end.
 *
 * <p>Killing the child's process group is not enough: Claude Code gives each Bash command a session
 * of its own, and {@code setsid} in such a command outlives its parents. So, by level:
 *
 * <ul>
 *   <li>pid namespace: the kernel kills everything in it when the sandbox's outer process dies;
 *   <li>own user: {@code kill -KILL -1} as that user, which the kernel does in one step, so a
 *       program that forks without end cannot outrun it;
 *   <li>neither: descendants and whoever carries the run's marker, again and again until a look
 *       finds nobody. A process that cleaned its environment and left its parents escapes this;
 *       that is what the stronger levels are for.
 * </ul>
 */
final class RunProcesses {

  private static final Logger log = LoggerFactory.getLogger(RunProcesses.class);
  private static final Duration LOOK_AGAIN = Duration.ofMillis(5);

  private final ProcessTable table;
  private final Signals signals;
  private final LongSupplier nanoTime;

  RunProcesses(ProcessTable table, Signals signals, LongSupplier nanoTime) {
    this.table = table;
    this.signals = signals;
    this.nanoTime = nanoTime;
  }

  /** One round of SIGKILL; returns whom it found alive. */
  Map<Long, ProcessHandle> kill(ProcessScope scope, Optional<ProcessHandle> root) {
    var victims = new LinkedHashMap<Long, ProcessHandle>();
    root.stream()
        .flatMap(process -> Stream.concat(process.descendants(), Stream.of(process)))
        .filter(ProcessHandle::isAlive)
        .forEach(process -> victims.put(process.pid(), process));
    victims.putAll(table.of(scope));
    victims.remove(ProcessHandle.current().pid());
    if (victims.isEmpty()) {
      return victims;
    }
    scope.uid().ifPresent(signals::killEverythingOf);
    victims.values().forEach(RunProcesses::killOne);
    return victims;
  }

  /** Kills until nobody is left or the time is over; returns whether nobody is left. */
  boolean killAll(ProcessScope scope, Optional<ProcessHandle> root, Duration atMost) {
    var deadline = nanoTime.getAsLong() + atMost.toNanos();
    var left = kill(scope, root);
    while (!left.isEmpty()) {
      if (nanoTime.getAsLong() - deadline >= 0) {
        log.error(
            "Processes {} of {} are still there {} after SIGKILL", left.keySet(), scope, atMost);
        return false;
      }
      LockSupport.parkNanos(LOOK_AGAIN.toNanos());
      left = kill(scope, root);
    }
    return true;
  }

  /**
   * Stops everybody of the run. A stopped process begins no other one; but one may have begun while
   * we looked, where we had looked already, and the next look finds it.
   *
   * @return false when somebody is still at work after {@code atMost}
   */
  boolean freeze(ProcessScope scope, ProcessHandle root, Duration atMost) {
    var deadline = nanoTime.getAsLong() + atMost.toNanos();
    for (int quietLooks = 0; quietLooks < 2; ) {
      if (nanoTime.getAsLong() - deadline >= 0) {
        return false;
      }
      var atWork = all(scope, root).filter(table::atWork).collect(Collectors.toSet());
      quietLooks = atWork.isEmpty() ? quietLooks + 1 : 0;
      if (!atWork.isEmpty()) {
        signals.stop(atWork);
      }
    }
    return true;
  }

  void thaw(ProcessScope scope, ProcessHandle root) {
    signals.goOn(all(scope, root).toList());
  }

  private Stream<Long> all(ProcessScope scope, ProcessHandle root) {
    var own = Stream.concat(Stream.of(root), root.descendants()).map(ProcessHandle::pid);
    return Stream.concat(own, table.of(scope).keySet().stream())
        .filter(pid -> pid != ProcessHandle.current().pid())
        .distinct();
  }

  private static void killOne(ProcessHandle process) {
    // False means it ended on its own in the meantime.
    var _ = process.destroyForcibly();
  }
}
