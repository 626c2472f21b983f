package dev.ccrunner.infra.postgres;

import dev.ccrunner.run.RunId;
import dev.ccrunner.session.SessionId;
import org.jspecify.annotations.Nullable;

/**
 * What a session began from.
 *
 * @param session the one it is a fork of; null: none
 * @param run the last run of what it began from, of that session or one that stood alone; null:
 *     there was none
 */
public record SessionOrigin(@Nullable SessionId session, @Nullable RunId run) {
  /** It began with nothing. */
  public static final SessionOrigin NONE = new SessionOrigin(null, null);
}
