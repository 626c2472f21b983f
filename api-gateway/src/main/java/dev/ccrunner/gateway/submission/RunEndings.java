package dev.ccrunner.gateway.submission;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.mapping;
import static java.util.stream.Collectors.toSet;

import dev.ccrunner.infra.postgres.RunLedger;
import dev.ccrunner.run.RunId;
import dev.ccrunner.team.TeamId;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.event.ContextClosedEvent;
import org.springframework.context.event.EventListener;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.scheduling.annotation.SchedulingConfigurer;
import org.springframework.scheduling.config.ScheduledTaskRegistrar;
import org.springframework.stereotype.Component;

/**
 * Waits for the ends of runs. All who wait share one look into the database at a time, and nobody
 * looks while nobody waits.
 */
@Component
class RunEndings implements SchedulingConfigurer {
  private static final Logger log = LoggerFactory.getLogger(RunEndings.class);

  private final RunLedger ledger;
  private final WaitSettings settings;
  private final Semaphore places;
  private final Set<Waiter> waiting = ConcurrentHashMap.newKeySet();
  private volatile boolean stopping;

  RunEndings(RunLedger ledger, WaitSettings settings) {
    this.ledger = ledger;
    this.settings = settings;
    this.places = new Semaphore(settings.maxWaiters());
  }

  /** Each has a latch of its own, so two who wait for the same run are two waiters. */
  private record Waiter(TeamId team, RunId run, CountDownLatch ended) {}

  /**
   * Returns when the run has ended, or after {@code longest}.
   *
   * @return false when too many wait already, so that this one did not
   */
  boolean await(TeamId team, RunId run, Duration longest) {
    if (!places.tryAcquire()) {
      return false;
    }
    var waiter = new Waiter(team, run, new CountDownLatch(1));
    waiting.add(waiter);
    if (stopping) {
      // It came between the two lines of releaseAll, or after them.
      waiter.ended().countDown();
    }
    try {
      // What it returns does not matter: the caller looks at the run again in any case.
      boolean _ = waiter.ended().await(longest.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      waiting.remove(waiter);
      places.release();
    }
    return true;
  }

  @Override
  public void configureTasks(ScheduledTaskRegistrar tasks) {
    tasks.addFixedDelayTask(this::look, settings.lookInterval());
  }

  /** The gateway stops: all are answered with what is known, and come back to another one. */
  @EventListener(ContextClosedEvent.class)
  @Order(Ordered.HIGHEST_PRECEDENCE)
  void releaseAll() {
    stopping = true;
    waiting.forEach(waiter -> waiter.ended().countDown());
  }

  private void look() {
    try {
      waiting.stream()
          .collect(groupingBy(Waiter::team, mapping(Waiter::run, toSet())))
          .forEach((team, runs) -> release(team, ledger.ended(team, runs)));
    } catch (RuntimeException e) {
      log.warn("Could not look for ended runs; looking again in {}", settings.lookInterval(), e);
    }
  }

  private void release(TeamId team, Set<RunId> ended) {
    for (Waiter waiter : waiting) {
      if (waiter.team().equals(team) && ended.contains(waiter.run())) {
        waiter.ended().countDown();
      }
    }
  }
}
