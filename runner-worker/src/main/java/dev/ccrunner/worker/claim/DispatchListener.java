package dev.ccrunner.worker.claim;

import dev.ccrunner.infra.fault.FaultPoint;
import dev.ccrunner.infra.fault.Faults;
import dev.ccrunner.infra.postgres.RunLease;
import dev.ccrunner.wire.DispatchBell;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The intake of a worker: with a slot in hand, waits for a bell, claims, and hands over. The bell
 * is acknowledged right after the claim is decided, long before the run ends.
 */
final class DispatchListener {
  private static final Logger log = LoggerFactory.getLogger(DispatchListener.class);

  private final Bells bells;
  private final Claims claims;
  private final RunCarrier carrier;
  private final Intake intake;
  private final ClaimSettings settings;
  private final Semaphore freeSlots;
  private final Faults faults;

  DispatchListener(
      Bells bells,
      Claims claims,
      RunCarrier carrier,
      Intake intake,
      ClaimSettings settings,
      Faults faults) {
    this.faults = faults;
    this.bells = bells;
    this.claims = claims;
    this.carrier = carrier;
    this.intake = intake;
    this.settings = settings;
    this.freeSlots = new Semaphore(settings.slots());
  }

  /** What a bell led to. */
  interface Claims {
    /** Reads the lease clock; to be called before {@link #claim}. */
    long beforeClaim();

    /** The run, if it was there to be taken. Throws when PostgreSQL could not be asked. */
    Optional<RunLease> claim(DispatchBell bell);
  }

  /** One round: at most one bell. */
  void listenOnce() throws InterruptedException {
    if (intake.isClosed()) {
      bells.close(); // so that what rings now rings for others
      pause(settings.poll());
      return;
    }
    if (!freeSlots.tryAcquire(settings.poll().toMillis(), TimeUnit.MILLISECONDS)) {
      return;
    }
    boolean taken = false;
    try {
      for (var heard : bells.poll(settings.poll())) {
        if (intake.isClosed()) {
          bells.release(heard);
        } else {
          taken = answer(heard);
        }
      }
    } finally {
      if (!taken) {
        freeSlots.release();
      }
    }
  }

  private boolean answer(Bells.Heard heard) throws InterruptedException {
    var bell = heard.bell();
    if (bell.isEmpty()) {
      log.warn("Passed over a record on the dispatch topic that is no bell of this version");
      bells.accept(heard);
      return false;
    }
    faults.reach(FaultPoint.BELL_HEARD);
    long beforeClaim = claims.beforeClaim();
    Optional<RunLease> lease;
    try {
      lease = claims.claim(bell.get());
    } catch (RuntimeException e) {
      bells.release(heard);
      log.warn(
          "Could not claim {}; its bell is given back: {}", bell.get().runId(), e.getMessage());
      // Without a pause the same bell would come back at once, and wear out its delivery count.
      pause(settings.claimRetry());
      return false;
    }
    faults.reach(FaultPoint.CLAIMED);
    bells.accept(heard);
    if (lease.isEmpty()) {
      log.debug("Nothing to claim for {}", bell.get().runId());
      return false;
    }
    carrier.carryOut(lease.get(), beforeClaim, freeSlots::release);
    return true;
  }

  private static void pause(Duration duration) throws InterruptedException {
    boolean _ = new CountDownLatch(1).await(duration.toMillis(), TimeUnit.MILLISECONDS);
  }
}
