package dev.ccrunner.gateway.identity.keys;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.ccrunner.gateway.identity.StandingChanged;
import dev.ccrunner.key.ApiKey;
import dev.ccrunner.key.ApiKeyId;
import dev.ccrunner.team.TeamId;
import java.nio.ByteBuffer;
import java.util.Optional;
import org.springframework.stereotype.Component;
import org.springframework.transaction.event.TransactionalEventListener;

/**
 * Which key a text is. A key that was just looked up is believed for a moment, a valid one as well
 * as an unknown one, so that a busy client costs one query a second.
 */
@Component
class KnownKeys {
  private final KnownKeyRepository repository;
  private final Cache<ByteBuffer, Optional<KnownKey>> recent;

  KnownKeys(KnownKeyRepository repository, IdentitySettings settings) {
    this.repository = repository;
    this.recent =
        Caffeine.newBuilder()
            .maximumSize(settings.cacheSize())
            .expireAfterWrite(settings.cacheTtl())
            .build();
  }

  Optional<KnownKey> find(ApiKey key) {
    return recent.get(ByteBuffer.wrap(key.hash()), hash -> repository.find(hash.array()));
  }

  @TransactionalEventListener(classes = StandingChanged.class, fallbackExecution = true)
  void forgetAll() {
    recent.invalidateAll();
  }

  /** Looks this key up anew when it comes next; other gateways do when their moment is over. */
  void forget(TeamId team, ApiKeyId id) {
    var changed = new KeyRef(team, id);
    recent.asMap().values().removeIf(key -> key.map(KnownKey::id).equals(Optional.of(changed)));
  }
}
