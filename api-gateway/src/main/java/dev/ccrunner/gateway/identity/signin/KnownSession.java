package dev.ccrunner.gateway.identity.signin;

import dev.ccrunner.gateway.identity.Caller;
import dev.ccrunner.team.TeamId;
import dev.ccrunner.team.UserId;
import java.nio.ByteBuffer;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A session as the database has it.
 *
 * @param hash of its token
 * @param lastTeam the team it last spoke for
 * @param callers who it is in each of the person's teams
 */
record KnownSession(
    ByteBuffer hash, UserId user, @Nullable TeamId lastTeam, Map<TeamId, Caller> callers) {}
