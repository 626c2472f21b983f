package dev.ccrunner.gateway.identity.keys;

import dev.ccrunner.gateway.web.AddressRange;
import dev.ccrunner.run.PermissionMode;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a key may, and until when and from where.
 *
 * @param expiresAt null: it does not end by itself
 * @param allowed where it may come from; empty: from anywhere
 * @param maxMode the largest permission mode of runs it submits; null: any
 */
record KeyTerms(
    GivenScopes scopes,
    @Nullable Instant expiresAt,
    List<AddressRange> allowed,
    @Nullable PermissionMode maxMode) {
  KeyTerms {
    allowed = List.copyOf(allowed);
  }
}
