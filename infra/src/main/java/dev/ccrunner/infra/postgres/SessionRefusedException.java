package dev.ccrunner.infra.postgres;

import dev.ccrunner.session.SessionId;

/**
 * A run was submitted to a session that takes none. An exception, because the transaction of the
 * submit must not be committed.
 */
public final class SessionRefusedException extends RuntimeException {
  private final SessionId session;
  private final Reason reason;

  /** Why. */
  public enum Reason {
    /** The team has no such session. */
    UNKNOWN,
    /** It is archived. */
    ARCHIVED
  }

  SessionRefusedException(SessionId session, Reason reason) {
    super("Expected a session that takes runs, found %s %s".formatted(reason, session));
    this.session = session;
    this.reason = reason;
  }

  public SessionId session() {
    return session;
  }

  public Reason reason() {
    return reason;
  }
}
