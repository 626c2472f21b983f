package dev.ccrunner.gateway.identity.people;

import dev.ccrunner.team.UserId;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * An account as PostgreSQL has it.
 *
 * @param operator whether it looks after the installation
 */
record StoredUser(
    UserId id,
    String email,
    String name,
    boolean operator,
    Instant createdAt,
    @Nullable Instant lastSignedInAt,
    @Nullable Instant disabledAt) {}
