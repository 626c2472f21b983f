package dev.ccrunner.worker.limits;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.ccrunner.infra.time.Ticker;
import dev.ccrunner.run.MachineLimits;
import dev.ccrunner.worker.cgroup.ControlGroups;
import dev.ccrunner.worker.cgroup.Controller;
import dev.ccrunner.worker.process.ChildProcesses;
import dev.ccrunner.worker.sandbox.JobDirectory;
import dev.ccrunner.worker.sandbox.RunUser;
import io.micrometer.core.instrument.MeterRegistry;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes the enclosure of each job, with what this machine has to offer for it. */
public final class Enclosures implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Enclosures.class);
  private static final Set<Controller> NEEDED = Set.of(Controller.MEMORY, Controller.PIDS);

  private final LimitSettings settings;
  private final ControlGroups groups;
  private final ChildProcesses processes;
  private final LookOuts lookOuts;
  private final Ticker ticker;

  private Enclosures(
      LimitSettings settings,
      ControlGroups groups,
      ChildProcesses processes,
      LookOuts lookOuts,
      Ticker ticker) {
    this.settings = settings;
    this.groups = groups;
    this.processes = processes;
    this.lookOuts = lookOuts;
    this.ticker = ticker;
  }

  /**
   * Finds out what there is, and ends what a killed worker of the same place has left.
   *
   * @param place where this worker keeps its jobs, and no other one
   * @throws LimitsUnavailable when it is less than the settings demand
   */
  public static Enclosures open(
      LimitSettings settings,
      Path place,
      ChildProcesses processes,
      MeterRegistry registry,
      Ticker ticker) {
    var name = "ccr-" + UUID.nameUUIDFromBytes(place.toString().getBytes(UTF_8));
    var groups =
        settings.controlGroups() == LimitSettings.Groups.OFF
            ? ControlGroups.none()
            : ControlGroups.open(name);
    var lookOuts = new LookOuts(settings.lookEvery(), registry);
    var enclosures = new Enclosures(settings, groups, processes, lookOuts, ticker);
    if (settings.controlGroups() == LimitSettings.Groups.REQUIRED
        && !groups.controllers().containsAll(NEEDED)) {
      enclosures.close();
      throw new LimitsUnavailable(enclosures.mechanism());
    }
    log.info("Runs are bounded by {}", enclosures.mechanism());
    return enclosures;
  }

  /** What bounds runs here, for people. */
  public String mechanism() {
    return groups.available()
        ? "control groups " + groups.description() + ", rlimits and a look at the disk"
        : "rlimits and a look at processes and disk";
  }

  /** Whether the kernel itself bounds the memory and the processes of each run. */
  public boolean enforcedByTheKernel() {
    return groups.controllers().containsAll(NEEDED);
  }

  /** The enclosure of one job; nothing of it runs yet. */
  public Enclosure create(String job, RunUser user, JobDirectory directory, MachineLimits asked) {
    var bounds = RunBounds.of(asked, settings);
    var group = groups.create(job, bounds.group());
    var kernel = groups.controllers();
    // A bound by user would count what others of that user have.
    var byUser = user.uid().isPresent() && !kernel.contains(Controller.PIDS);
    return new Enclosure(
        job,
        user.uid(),
        bounds,
        group,
        new Entrance(
            processes, group.agentEntrances(), group.entrances(), Rlimits.of(bounds, byUser)),
        new Gauge(job, user.uid(), bounds, group, kernel),
        new DiskWatch(
            List.of(directory.workspace(), directory.home(), directory.temporary()),
            bounds,
            ticker),
        lookOuts);
  }

  @Override
  public void close() {
    lookOuts.close();
    groups.close();
  }
}
