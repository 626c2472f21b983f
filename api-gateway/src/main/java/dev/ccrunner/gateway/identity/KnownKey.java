package dev.ccrunner.gateway.identity;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A key as the database has it.
 *
 * @param revoked whether somebody took it back
 * @param expiresAt when it ends by itself; null: never
 */
record KnownKey(Caller caller, boolean revoked, @Nullable Instant expiresAt) {
  boolean expiredAt(Instant now) {
    return expiresAt != null && !now.isBefore(expiresAt);
  }
}
