package dev.ccrunner.infra.postgres;

import dev.ccrunner.run.WorkspaceSpec;
import dev.ccrunner.session.SessionId;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The session of a run, as the run's new holder gets it.
 *
 * @param number of the run in it, from 1 on. A run before it may have ended without ever having
 *     begun, so this does not say whether there is anything to go on with
 * @param conversation the id of Claude Code's own conversation
 * @param workspace what the directory is made of if no run before this one has left one
 * @param stand the last attempt at an earlier run: what it has left is what there is to go on with.
 *     Null: no run before this one has begun
 */
public record LeasedSession(
    SessionId id,
    long number,
    UUID conversation,
    WorkspaceSpec workspace,
    @Nullable LeaseKey stand) {

  /** The first run of a session. */
  public LeasedSession(SessionId id, long number, UUID conversation, WorkspaceSpec workspace) {
    this(id, number, conversation, workspace, null);
  }
}
