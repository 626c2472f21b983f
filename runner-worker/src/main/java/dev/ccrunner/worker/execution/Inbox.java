package dev.ccrunner.worker.execution;

import dev.ccrunner.infra.postgres.RunControl;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What is said to one run, as it comes out of PostgreSQL: each thing once, in order. Used by the
 * attempt's thread only.
 */
final class Inbox {
  private static final Logger log = LoggerFactory.getLogger(Inbox.class);

  private final Source source;
  private final Set<UUID> known = new HashSet<>();
  private boolean unsure;

  /** Who takes controls: PostgreSQL. */
  @FunctionalInterface
  interface Source {
    /** Takes what is new; with {@code again} also what was taken before. */
    List<RunControl> take(boolean again);
  }

  Inbox(Source source) {
    this.source = source;
  }

  /** What is new. */
  List<RunControl> open() {
    try {
      var taken = source.take(unsure).stream().filter(control -> known.add(control.id())).toList();
      unsure = false;
      return taken;
    } catch (RuntimeException e) {
      unsure = true;
      log.warn(
          "PostgreSQL does not say what was said to this run; it is asked again: {}",
          e.getMessage());
      return List.of();
    }
  }

  /** Whether the last look failed: then something may have been taken that never arrived. */
  boolean unsure() {
    return unsure;
  }
}
