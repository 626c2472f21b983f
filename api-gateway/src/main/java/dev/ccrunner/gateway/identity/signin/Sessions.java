package dev.ccrunner.gateway.identity.signin;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.ccrunner.gateway.identity.SecretToken;
import dev.ccrunner.gateway.identity.StandingChanged;
import dev.ccrunner.gateway.web.ClientAddresses;
import dev.ccrunner.team.UserId;
import jakarta.servlet.http.HttpServletRequest;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.springframework.transaction.event.TransactionalEventListener;

/**
 * Browsers that are signed in. A session that was just looked up is believed for a moment, as keys
 * are.
 */
@Component
public class Sessions {
  private static final int LONGEST_AGENT = 200;

  private final SessionRepository repository;
  private final ClientAddresses addresses;
  private final SignInSettings settings;
  private final Cache<ByteBuffer, Optional<KnownSession>> recent;

  Sessions(SessionRepository repository, ClientAddresses addresses, SignInSettings settings) {
    this.repository = repository;
    this.addresses = addresses;
    this.settings = settings;
    this.recent =
        Caffeine.newBuilder()
            .maximumSize(settings.sessionCacheSize())
            .expireAfterWrite(settings.sessionCacheTtl())
            .build();
  }

  /** A session that has just begun. */
  public record Begun(SecretToken token, Instant expiresAt) {}

  /** How long a browser keeps its cookie. */
  public Duration lifetime() {
    return settings.sessionLifetime();
  }

  /** In the transaction of what it follows from. */
  public Begun begin(UserId user, HttpServletRequest request) {
    var token = SecretToken.generate();
    Instant end =
        repository.insert(
            token.hash(),
            user,
            settings,
            addresses.of(request).getHostAddress(),
            agent(request.getHeader("User-Agent")));
    return new Begun(token, end);
  }

  private static String agent(@Nullable String header) {
    String agent = header == null ? "" : header.replaceAll("\\p{Cntrl}", "?");
    return agent.length() <= LONGEST_AGENT ? agent : agent.substring(0, LONGEST_AGENT);
  }

  Optional<KnownSession> find(SecretToken token) {
    return recent.get(
        ByteBuffer.wrap(token.hash()),
        hash -> repository.find(hash.array(), settings.sessionIdle()));
  }

  @TransactionalEventListener(classes = StandingChanged.class, fallbackExecution = true)
  void forgetAll() {
    recent.invalidateAll();
  }

  void end(SecretToken token) {
    repository.delete(token.hash());
    recent.invalidate(ByteBuffer.wrap(token.hash()));
  }

  /** In whatever browser. */
  public void endAll(UserId user) {
    repository.deleteAll(user);
    recent.asMap().values().removeIf(session -> session.isPresent() && isOf(user, session.get()));
  }

  void endOthers(UserId user, SecretToken than) {
    repository.deleteOthers(user, than.hash());
    recent.asMap().values().removeIf(session -> session.isPresent() && isOf(user, session.get()));
  }

  private static boolean isOf(UserId user, KnownSession session) {
    return session.user().equals(user);
  }
}
