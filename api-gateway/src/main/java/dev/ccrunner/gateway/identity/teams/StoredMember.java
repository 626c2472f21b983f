package dev.ccrunner.gateway.identity.teams;

import dev.ccrunner.gateway.identity.Role;
import dev.ccrunner.team.UserId;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A person in a team, as PostgreSQL has it.
 *
 * @param issuer the identity provider whose groups give it; null: somebody gave it by hand
 */
record StoredMember(
    UserId user,
    String email,
    String name,
    Role role,
    @Nullable String issuer,
    boolean disabled,
    Instant since) {}
