package dev.ccrunner.gateway.identity.teams;

import dev.ccrunner.gateway.identity.Role;
import dev.ccrunner.team.UserId;
import java.time.Instant;

/** A person in a team, as PostgreSQL has it. */
record StoredMember(
    UserId user, String email, String name, Role role, boolean disabled, Instant since) {}
