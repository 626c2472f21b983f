package dev.ccrunner.gateway.identity.teams;

import dev.ccrunner.gateway.identity.Role;
import dev.ccrunner.team.Author;
import dev.ccrunner.team.InvitationId;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** An invitation as PostgreSQL has it. */
record StoredInvitation(
    InvitationId id,
    String email,
    Role role,
    Author by,
    Instant createdAt,
    Instant expiresAt,
    @Nullable Instant acceptedAt) {}
