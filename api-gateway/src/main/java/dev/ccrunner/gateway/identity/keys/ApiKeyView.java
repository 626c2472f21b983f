package dev.ccrunner.gateway.identity.keys;

import dev.ccrunner.gateway.web.AddressRange;
import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** An API key as clients see it. */
@Schema(name = "ApiKey")
record ApiKeyView(
    String id,
    @Schema(allowableValues = "api_key") String object,
    String name,
    @Schema(description = "Whose it is; null for the key of a service.") @Nullable String userId,
    @Schema(description = "The last four digits.") String hint,
    @Schema(description = "What it may; a star for all that its owner may.") List<String> scopes,
    @Schema(description = "Where it may come from; empty: from anywhere.") List<String> allowedIps,
    @Nullable String maxPermissionMode,
    Instant createdAt,
    @Nullable Instant expiresAt,
    @Schema(description = "Within the last minute, more or less.") @Nullable Instant lastUsedAt,
    @Nullable Instant revokedAt,
    @Schema(description = "Until when the key from before the latest rotation goes on.")
        @Nullable Instant previousKeyUntil,
    @Schema(description = "The key itself: shown by the answer that made it, and never again.")
        @Nullable String key) {

  static ApiKeyView of(StoredKey stored) {
    var terms = stored.terms();
    return new ApiKeyView(
        stored.id().toString(),
        "api_key",
        stored.name(),
        stored.owner() == null ? null : stored.owner().toString(),
        stored.hint(),
        terms.scopes().wireNames(),
        terms.allowed().stream().map(AddressRange::toString).toList(),
        terms.maxMode() == null ? null : terms.maxMode().wireName(),
        stored.createdAt(),
        terms.expiresAt(),
        stored.lastUsedAt(),
        stored.revokedAt(),
        stored.previousUntil(),
        null);
  }

  ApiKeyView withKey(String secret) {
    return new ApiKeyView(
        id,
        object,
        name,
        userId,
        hint,
        scopes,
        allowedIps,
        maxPermissionMode,
        createdAt,
        expiresAt,
        lastUsedAt,
        revokedAt,
        previousKeyUntil,
        secret);
  }
}
