package dev.ccrunner.infra.postgres;

import dev.ccrunner.session.SessionId;
import dev.ccrunner.team.TeamId;

/**
 * What somebody knows of a session.
 *
 * @param number of the last run that is known
 */
public record SessionLook(TeamId team, SessionId session, long number) {}
