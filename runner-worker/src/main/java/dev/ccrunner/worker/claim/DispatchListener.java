package dev.ccrunner.worker.claim;

import dev.ccrunner.infra.fault.FaultPoint;
import dev.ccrunner.infra.fault.Faults;
import dev.ccrunner.infra.postgres.ClaimAnswer;
import dev.ccrunner.infra.postgres.RunLease;
import dev.ccrunner.wire.DispatchBell;
import dev.ccrunner.worker.WorkerId;
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
  private final Duration grace;
  private final Semaphore freeSlots;
  private final Faults faults;

  DispatchListener(
      Bells bells,
      Claims claims,
      RunCarrier carrier,
      Intake intake,
      ClaimSettings settings,
      Duration grace,
      Faults faults) {
    this.faults = faults;
    this.bells = bells;
    this.claims = claims;
    this.carrier = carrier;
    this.intake = intake;
    this.settings = settings;
    this.grace = grace;
    this.freeSlots = new Semaphore(settings.slots());
  }

  /** What a bell led to. */
  interface Claims {
    /** Reads the lease clock; to be called before {@link #claim}. */
    long beforeClaim();

    /**
     * The run, if it was there to be taken, and nobody else can go on with it at once. Throws when
     * PostgreSQL could not be asked.
     */
    ClaimAnswer claimOrGiveWay(DispatchBell bell);

    /** The run, if it was there to be taken. Throws when PostgreSQL could not be asked. */
    Optional<RunLease> claim(DispatchBell bell);

    /** Tells another worker of the bell. Returns at once. */
    void passOn(DispatchBell bell, WorkerId keeper);
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
    ClaimAnswer answer;
    try {
      answer = claims.claimOrGiveWay(bell.get());
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
    return switch (answer) {
      case ClaimAnswer.Taken(var lease) -> {
        carrier.carryOut(lease, beforeClaim, freeSlots::release);
        yield true;
      }
      case ClaimAnswer.KeptBy(var keeper) -> {
        giveWay(bell.get(), keeper);
        yield true; // its slot is still needed
      }
      case ClaimAnswer.Nothing() -> {
        log.debug("Nothing to claim for {}", bell.get().runId());
        yield false;
      }
    };
  }

  /**
   * Another worker keeps the Claude Code of the run's session: it is told, and has a moment to take
   * the run. Then the run is claimed here, if it is still there. Should this worker be lost in that
   * moment, the run is rung for again.
   */
  private void giveWay(DispatchBell bell, WorkerId keeper) {
    claims.passOn(bell, keeper);
    Thread _ =
        Thread.ofVirtual()
            .name("gives-way-" + bell.runId())
            .start(() -> {
              boolean taken = false;
              try {
                pause(grace);
                taken = !intake.isClosed() && taken(bell);
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              } finally {
                if (!taken) {
                  freeSlots.release();
                }
              }
            });
  }

  /** Another worker gives way to this one. */
  void invited(DispatchBell bell) {
    if (intake.isClosed() || !freeSlots.tryAcquire()) {
      return; // then the other one takes it
    }
    if (!taken(bell)) {
      freeSlots.release();
    }
  }

  private boolean taken(DispatchBell bell) {
    long beforeClaim = claims.beforeClaim();
    try {
      var lease = claims.claim(bell);
      lease.ifPresent(taken -> carrier.carryOut(taken, beforeClaim, freeSlots::release));
      return lease.isPresent();
    } catch (RuntimeException e) {
      log.warn("Could not claim {}; it is rung for again: {}", bell.runId(), e.getMessage());
      return false;
    }
  }

  private static void pause(Duration duration) throws InterruptedException {
    boolean _ = new CountDownLatch(1).await(duration.toMillis(), TimeUnit.MILLISECONDS);
  }
}
