package dev.ccrunner.worker.registration;

import dev.ccrunner.infra.postgres.WorkerRegistration;
import dev.ccrunner.infra.postgres.WorkerRegistry;
import dev.ccrunner.worker.claim.Intake;
import dev.ccrunner.worker.lease.LeaseKeeper;
import dev.ccrunner.worker.warm.WarmSessions;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Enters this worker into the registry, keeps the entry fresh, and takes it out again at the end.
 */
final class Registration {
  private static final Logger log = LoggerFactory.getLogger(Registration.class);
  private static final String ACTIVE = "active";
  private static final String DRAINING = "draining";

  private final WorkerRegistry registry;
  private final WorkerRegistration self;
  private final LeaseKeeper leases;
  private final Intake intake;
  private final WarmSessions warm;
  private final String limits;
  private boolean registered;
  private String state = ACTIVE;

  Registration(
      WorkerRegistry registry,
      WorkerRegistration self,
      LeaseKeeper leases,
      Intake intake,
      WarmSessions warm,
      String limits) {
    this.registry = registry;
    this.self = self;
    this.leases = leases;
    this.intake = intake;
    this.warm = warm;
    this.limits = limits;
  }

  /** One round: also the first one may find PostgreSQL away, and the worker starts all the same. */
  synchronized void report() {
    if (!registered) {
      registry.register(self);
      registered = true;
      log.info(
          "Worker {} ({}) takes runs: {} slots, Claude Code {}, sandbox {}, limits by {}, model {}",
          self.id(),
          self.name(),
          self.slots(),
          self.cliVersion(),
          self.sandboxLevel(),
          limits,
          self.model());
    }
    boolean drainWanted = registry.seen(self.id(), state, leases.count());
    if (drainWanted && state.equals(ACTIVE)) {
      state = DRAINING;
      intake.close();
      warm.close();
      log.info("Drains as requested: takes no more runs, and has {} to end", leases.count());
    }
  }

  /** From now on this worker takes no more runs. */
  synchronized void drain() {
    warm.close();
    state = DRAINING;
    try {
      report();
    } catch (RuntimeException e) {
      log.info("Could not say that this worker drains; it drains all the same: {}", e.getMessage());
    }
  }

  synchronized void leave() {
    if (registered) {
      try {
        registry.gone(self.id());
      } catch (RuntimeException e) {
        log.info("Could not sign off; the others notice within a lease: {}", e.getMessage());
      }
    }
  }
}
