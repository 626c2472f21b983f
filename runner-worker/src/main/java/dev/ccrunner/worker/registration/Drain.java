package dev.ccrunner.worker.registration;

import dev.ccrunner.infra.loop.Loop;
import dev.ccrunner.infra.time.Ticker;
import dev.ccrunner.worker.lease.LeaseKeeper;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;

/**
 * The end of a worker: the intake has stopped, leases are still renewed, and the runs in progress
 * get some time to end. What then still runs is given up; its child is killed, and the reaper
 * decides what becomes of the run.
 */
final class Drain implements SmartLifecycle {
  private static final Logger log = LoggerFactory.getLogger(Drain.class);
  private static final Duration LOOK_EVERY = Duration.ofMillis(100);

  private final Registration registration;
  private final LeaseKeeper leases;
  private final Duration atMost;
  private final Ticker ticker;
  private volatile boolean running;

  Drain(Registration registration, LeaseKeeper leases, Duration atMost, Ticker ticker) {
    this.registration = registration;
    this.leases = leases;
    this.atMost = atMost;
    this.ticker = ticker;
  }

  @Override
  public void start() {
    running = true;
  }

  @Override
  public void stop() {
    if (!running) {
      return;
    }
    running = false;
    registration.drain();
    if (leases.count() > 0) {
      log.info("Waiting up to {} for {} runs to end", atMost, leases.count());
      awaitRuns();
    }
    int left = leases.giveUpAll();
    if (left > 0) {
      log.warn(
          "{} runs have not ended within {} and are given up; the reaper decides about them",
          left,
          atMost);
    }
  }

  private void awaitRuns() {
    long deadline = ticker.after(atMost);
    try {
      while (leases.count() > 0 && !ticker.reached(deadline)) {
        boolean _ = new CountDownLatch(1).await(LOOK_EVERY.toMillis(), TimeUnit.MILLISECONDS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public boolean isRunning() {
    return running;
  }

  @Override
  public int getPhase() {
    return Loop.Phase.DRAIN.order();
  }
}
