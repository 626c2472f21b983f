package dev.ccrunner.gateway.identity;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.ccrunner.gateway.problem.ErrorCode;
import dev.ccrunner.gateway.problem.ProblemException;
import dev.ccrunner.key.ApiKey;
import java.nio.ByteBuffer;
import java.time.Clock;
import java.util.Optional;
import org.springframework.stereotype.Component;

/**
 * Which caller a key stands for. A key that was just looked up is believed for a moment, a valid
 * one as well as an unknown one, so that a busy client costs one query a second.
 */
@Component
class ApiKeys {
  private final ApiKeyRepository repository;
  private final Clock clock;
  private final Cache<ByteBuffer, Optional<KnownKey>> recent;

  ApiKeys(ApiKeyRepository repository, Clock clock, IdentitySettings settings) {
    this.repository = repository;
    this.clock = clock;
    this.recent =
        Caffeine.newBuilder()
            .maximumSize(settings.cacheSize())
            .expireAfterWrite(settings.cacheTtl())
            .build();
  }

  /** The caller with this key; refuses a text that is no key, and a key that is not valid now. */
  Caller callerWith(String text) {
    ApiKey key =
        ApiKey.parse(text)
            .orElseThrow(() ->
                refused(
                    "Expected an API key, which is ccr_ and 36 letters and digits, found"
                        + " something else; perhaps it was not copied whole."));
    KnownKey known =
        recent
            .get(ByteBuffer.wrap(key.hash()), hash -> repository.find(hash.array()))
            .orElseThrow(() -> refused("This API key does not exist here."));
    if (known.revoked()) {
      throw refused("This API key was revoked.");
    }
    if (known.expiredAt(clock.instant())) {
      throw refused("This API key has expired at " + known.expiresAt() + ".");
    }
    return known.caller();
  }

  static ProblemException refused(String detail) {
    return ProblemException.of(ErrorCode.UNAUTHENTICATED, detail)
        .withHeader("WWW-Authenticate", "Bearer realm=\"ccr\"");
  }
}
