package dev.ccrunner.worker.limits;

import dev.ccrunner.worker.cgroup.ControlGroup;
import dev.ccrunner.worker.cgroup.Controller;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;

/**
 * Says which limits of processes and memory a run has come to. What the kernel bounds is only asked
 * for; what it does not is added up.
 *
 * @param kernel what control groups bound here
 * @param uid the run's own, when it has one: then the kernel bounds its processes all the same
 */
record Gauge(
    String job, OptionalInt uid, RunBounds bounds, ControlGroup group, Set<Controller> kernel) {

  Gauge {
    kernel = Set.copyOf(kernel);
  }

  List<LimitHit> look() {
    var hits = new ArrayList<LimitHit>();
    var use = group.use();
    if (use.oomKills() > 0) {
      hits.add(memory(use.peakBytes()));
    }
    if (use.refusedForks() > 0) {
      hits.add(processes(bounds.processes(), false));
    }
    if (!kernel.contains(Controller.MEMORY) || !kernel.contains(Controller.PIDS)) {
      addUp(hits);
    }
    return hits;
  }

  private void addUp(List<LimitHit> hits) {
    var use = ProcessUse.of(job, uid);
    if (!kernel.contains(Controller.MEMORY) && use.memoryBytes() > bounds.memoryBytes()) {
      hits.add(memory(use.memoryBytes()));
    }
    if (!kernel.contains(Controller.PIDS)) {
      // By its user's rlimit the kernel refuses what comes after the last: seen is only that it is
      // there. Without a user of its own nothing refuses.
      boolean refused = uid.isPresent() && use.processes() >= bounds.processes();
      if (refused || use.processes() > bounds.processes()) {
        hits.add(processes(use.processes(), uid.isEmpty()));
      }
    }
  }

  private LimitHit memory(long used) {
    return new LimitHit(LimitHit.Kind.MEMORY, bounds.memoryBytes(), used, true);
  }

  private LimitHit processes(int used, boolean ends) {
    return new LimitHit(LimitHit.Kind.PROCESSES, bounds.processes(), used, ends);
  }
}
