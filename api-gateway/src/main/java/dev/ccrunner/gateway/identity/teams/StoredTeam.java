package dev.ccrunner.gateway.identity.teams;

import dev.ccrunner.gateway.identity.policy.TeamPolicy;
import dev.ccrunner.team.TeamId;
import java.time.Instant;

/** A team as PostgreSQL has it. */
record StoredTeam(TeamId id, String name, TeamPolicy policy, Instant createdAt) {}
