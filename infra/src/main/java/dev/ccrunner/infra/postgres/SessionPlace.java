package dev.ccrunner.infra.postgres;

import dev.ccrunner.session.SessionId;

/**
 * Where a run stands in its session.
 *
 * @param number 1 for the session's first run; without holes, and the order in which they run
 */
public record SessionPlace(SessionId session, long number) {}
