package dev.ccrunner.worker.limits;

import dev.ccrunner.worker.cgroup.ControlGroup;
import dev.ccrunner.worker.process.Child;
import dev.ccrunner.worker.process.ChildProcesses;
import java.time.Duration;
import java.util.EnumSet;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What one job may use of the machine, and all that it has running in it. Closing it ends whatever
 * is left.
 */
public final class Enclosure implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Enclosure.class);

  private final String job;
  private final OptionalInt user;
  private final RunBounds bounds;
  private final ControlGroup group;
  private final ChildProcesses processes;
  private final Gauge gauge;
  private final DiskWatch disk;
  private final LookOuts lookOuts;

  Enclosure(
      String job,
      OptionalInt user,
      RunBounds bounds,
      ControlGroup group,
      ChildProcesses processes,
      Gauge gauge,
      DiskWatch disk,
      LookOuts lookOuts) {
    this.job = job;
    this.user = user;
    this.bounds = bounds;
    this.group = group;
    this.processes = processes;
    this.gauge = gauge;
    this.disk = disk;
    this.lookOuts = lookOuts;
  }

  /** Starts processes within the bounds. */
  public ChildProcesses processes() {
    return processes;
  }

  /**
   * Stops what the run has running, until it is thawed. Programs of ours may be started meanwhile,
   * but none may be running now.
   *
   * @param agent that was launched in here
   * @return false when something may still be at work after {@code atMost}
   */
  public boolean freeze(Child agent, Duration atMost) {
    return group.canFreeze() ? group.freeze(atMost) : agent.freeze(atMost);
  }

  /** Lets it go on. */
  public void thaw(Child agent) {
    if (group.canFreeze()) {
      group.thaw();
    } else {
      agent.thaw();
    }
  }

  /** What the run has in memory at this moment that is nobody's file. */
  public long memoryBytes() {
    return ProcessUse.of(job, user).memoryBytes();
  }

  public RunBounds bounds() {
    return bounds;
  }

  /** Where to look, while it is open, whether the job has come to a limit. */
  public interface Watching extends AutoCloseable {
    /** Looks at once: what the kernel has ended may be found before it is looked at in turn. */
    void look();

    /**
     * Looks once more, and from now on no longer at the disk: what follows is our own work on what
     * the run has left, and nobody is to end that for it.
     */
    void lastLook();

    @Override
    void close();
  }

  /**
   * Begins to look.
   *
   * @param listener told of each kind once, by any thread, and to return soon; when it {@link
   *     LimitHit#ends}, what the job has running is killed next, where there are control groups
   */
  public Watching watch(Consumer<LimitHit> listener) {
    return new Looking(listener);
  }

  private final class Looking implements Watching {
    private final Consumer<LimitHit> listener;
    private final Set<LimitHit.Kind> told = EnumSet.noneOf(LimitHit.Kind.class);
    private final Future<?> processLooks;
    private final Future<?> diskLooks;
    private volatile boolean diskMatters = true;

    Looking(Consumer<LimitHit> listener) {
      this.listener = listener;
      this.processLooks = lookOuts.often(this::look);
      this.diskLooks = lookOuts.patiently(() -> guarded(this::lookAtDisk));
    }

    @Override
    public void look() {
      guarded(() -> gauge.look().forEach(this::tell));
    }

    @Override
    public void lastLook() {
      diskMatters = false;
      boolean _ = diskLooks.cancel(false);
      look();
    }

    private void lookAtDisk() {
      disk.look().filter(_ -> diskMatters).ifPresent(this::tell);
    }

    /** A look that fails is no reason to look no more. */
    private void guarded(Runnable look) {
      try {
        look.run();
      } catch (RuntimeException e) {
        log.warn("Could not look at what {} uses", job, e);
      }
    }

    private void tell(LimitHit hit) {
      // Told before it is killed, and both looks wait for that: whoever sees it end knows why.
      synchronized (told) {
        if (!told.add(hit.kind())) {
          return;
        }
        listener.accept(hit);
      }
      log.info("{} has come to a limit: {}", job, hit);
      lookOuts.count(hit);
      if (hit.ends()) {
        group.kill();
      }
    }

    @Override
    public void close() {
      boolean _ = processLooks.cancel(false);
      boolean _ = diskLooks.cancel(false);
    }
  }

  @Override
  public void close() {
    group.close();
  }
}
