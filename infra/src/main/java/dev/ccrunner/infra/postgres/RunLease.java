package dev.ccrunner.infra.postgres;

import dev.ccrunner.event.LogChecksum;
import dev.ccrunner.run.RunSpec;
import dev.ccrunner.run.RunUsage;
import dev.ccrunner.run.WorkspaceSpec;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A run as its new holder gets it.
 *
 * @param attempt 1 for the first
 * @param lastSeq the number the log has come to; the holder goes on with the next
 * @param log over all events up to {@code lastSeq}
 * @param waited from the submission to this claim
 * @param usedBefore what earlier attempts have used
 * @param session null: the run stands alone
 * @param budgeted whether there is a budget that has to be asked before money is spent
 */
public record RunLease(
    LeaseKey key,
    int attempt,
    RunSpec spec,
    long lastSeq,
    LogChecksum log,
    Duration waited,
    RunUsage usedBefore,
    @Nullable LeasedSession session,
    boolean budgeted) {

  /** Of a run that stands alone, and that no budget binds. */
  public RunLease(
      LeaseKey key,
      int attempt,
      RunSpec spec,
      long lastSeq,
      LogChecksum log,
      Duration waited,
      RunUsage usedBefore) {
    this(key, attempt, spec, lastSeq, log, waited, usedBefore, null, false);
  }

  /**
   * What the directory is made of if there is none yet: in a session, what it was begun with or its
   * first run has said.
   */
  public WorkspaceSpec workspace() {
    return session == null ? spec.workspace() : session.workspace();
  }
}
