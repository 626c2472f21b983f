package dev.ccrunner.gateway.identity.keys;

import dev.ccrunner.gateway.identity.Caller;
import dev.ccrunner.gateway.web.AddressRange;
import java.net.InetAddress;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A key as the database has it.
 *
 * @param id which key of which team it is
 * @param revoked whether somebody took it back
 * @param orphaned whether its owner has left the team, or was shut out
 * @param expiresAt when it ends by itself; null: never
 * @param allowed where it may come from; empty: from anywhere
 */
record KnownKey(
    KeyRef id,
    Caller caller,
    boolean revoked,
    boolean orphaned,
    @Nullable Instant expiresAt,
    List<AddressRange> allowed) {

  boolean goodAt(Instant now) {
    return !revoked && !orphaned && !expiredAt(now);
  }

  boolean expiredAt(Instant now) {
    return expiresAt != null && !now.isBefore(expiresAt);
  }

  boolean bound() {
    return !allowed.isEmpty();
  }

  boolean allowedFrom(InetAddress address) {
    return allowed.stream().anyMatch(range -> range.contains(address));
  }
}
