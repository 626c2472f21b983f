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
 * get some time to end. What then still runs is handed over: its child is ended, and the run waits
 * for another worker, or fails if it allows no second attempt.
 */
final class Drain implements SmartLifecycle {
  private static final Logger log = LoggerFactory.getLogger(Drain.class);
  private static final Duration LOOK_EVERY = Duration.ofMillis(100);

  /** An interrupted turn, a killed tree, a transaction: it takes well under a second. */
  private static final Duration HAND_OVER_WITHIN = Duration.ofSeconds(5);

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
      awaitRuns(atMost);
    }
    int unfinished = leases.handOverAll();
    if (unfinished > 0) {
      log.info("Handing over {} runs that have not ended within {}", unfinished, atMost);
      awaitRuns(HAND_OVER_WITHIN);
    }
    int left = leases.giveUpAll();
    if (left > 0) {
      log.warn("{} runs could not be handed over; the reaper decides about them", left);
    }
  }

  private void awaitRuns(Duration longest) {
    long deadline = ticker.after(longest);
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
