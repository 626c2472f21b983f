package dev.ccrunner.infra.fault;

import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ends the process at the points it was told of, without hooks and without a last word, as {@code
 * kill -9} would; at all others, and so everywhere in production, it does nothing.
 */
public final class Faults {
  /** Never strikes. */
  public static final Faults NONE = new Faults(new FaultSettings(Set.of()));

  private static final Logger log = LoggerFactory.getLogger(Faults.class);
  private static final int AS_BY_SIGKILL = 137;

  private final Set<FaultPoint> haltAt;

  public Faults(FaultSettings settings) {
    this.haltAt = settings.haltAt();
    if (!haltAt.isEmpty()) {
      log.warn("This process will halt at {}: for tests only (ccr.faults.halt-at)", haltAt);
    }
  }

  /** The process has come to {@code point}. */
  public void reach(FaultPoint point) {
    if (haltAt.contains(point)) {
      Runtime.getRuntime().halt(AS_BY_SIGKILL);
    }
  }
}
