package dev.ccrunner.gateway.identity.keys;

import dev.ccrunner.key.ApiKeyId;
import dev.ccrunner.team.UserId;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A key as its team sees it.
 *
 * @param owner whose it is; null: a service's
 * @param hint its last four digits
 * @param previousUntil until when the key it was before the latest rotation goes on
 */
record StoredKey(
    ApiKeyId id,
    @Nullable UserId owner,
    String name,
    String hint,
    KeyTerms terms,
    Instant createdAt,
    @Nullable Instant lastUsedAt,
    @Nullable Instant revokedAt,
    @Nullable Instant previousUntil) {}
