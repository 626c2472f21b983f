package dev.ccrunner.worker.warm;

import dev.ccrunner.infra.postgres.LeaseKey;
import dev.ccrunner.session.SessionId;
import dev.ccrunner.worker.job.Belongings;
import dev.ccrunner.worker.job.Continuity.Left;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A session whose Claude Code stands still at the end of one of its runs. Closing it ends all of
 * it.
 *
 * @param after the attempt at whose end it stands
 * @param left what the run has left on this machine
 * @param belongings everything that Claude Code has, itself included
 * @param memoryBytes what it has in memory
 */
public record WarmSession(
    SessionId session,
    LeaseKey after,
    Claude claude,
    Left left,
    Belongings belongings,
    long memoryBytes)
    implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(WarmSession.class);

  /** Whether it can go on as if nothing had been between two runs. */
  boolean isSound() {
    return claude.child().isAlive() && !claude.sink().missedAnything();
  }

  @Override
  public void close() {
    log.debug("Ends {} of {}", claude, session);
    try (belongings;
        var _ = left;
        var _ = claude.child()) {
      // The process first: the rest may take its time.
    }
  }
}
