package dev.ccrunner.gateway.identity.oidc;

import dev.ccrunner.gateway.problem.ErrorCode;
import dev.ccrunner.gateway.problem.ProblemException;
import dev.ccrunner.gateway.problem.Shown;
import java.io.IOException;
import java.time.Clock;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.security.core.AuthenticationException;
import org.springframework.security.oauth2.client.authentication.OAuth2LoginAuthenticationToken;
import org.springframework.security.oauth2.core.OAuth2AuthenticationException;
import org.springframework.security.oauth2.core.endpoint.OAuth2AuthorizationExchange;
import org.springframework.security.oauth2.core.endpoint.OAuth2AuthorizationResponse;
import org.springframework.security.oauth2.core.oidc.user.OidcUser;
import org.springframework.web.client.ResourceAccessException;
import org.springframework.web.client.RestClientResponseException;

/**
 * One provider: asked about itself by the first who signs in with it, and remembered for a while. A
 * description that has become old goes on being used while the provider does not give a new one.
 */
final class OidcProvider {
  private static final Logger log = LoggerFactory.getLogger(OidcProvider.class);

  /** Long, and with a digit: words of a message have none. */
  private static final Pattern SECRETIVE = Pattern.compile("(?=[A-Za-z_-]*\\d)[\\w-]{30,}");

  private static final int LONGEST_CAUSE = 500;

  private final String id;
  private final ProviderSettings provider;
  private final OidcSettings settings;
  private final ProviderCalls calls;
  private final Discovery discovery;
  private final Clock clock;

  /** One asks, the others wait for what comes of it. */
  private final ReentrantLock asking = new ReentrantLock();

  private volatile @Nullable KnownProvider known;
  private volatile Instant leftAloneUntil = Instant.MIN;

  OidcProvider(String id, ProviderSettings provider, OidcSettings settings, Clock clock) {
    this.id = id;
    this.provider = provider;
    this.settings = settings;
    this.calls = new ProviderCalls(settings);
    this.discovery = new Discovery(id, provider, settings, calls);
    this.clock = clock;
  }

  String id() {
    return id;
  }

  String name() {
    return provider.name() == null ? id : provider.name();
  }

  ProviderSettings settings() {
    return provider;
  }

  /** Where to send the browser. */
  String address(SignInRequest request) {
    return request.at(known().registration()).getAuthorizationRequestUri();
  }

  /** Who it is, by the provider's answer to the request. */
  ProvidedIdentity identify(SignInRequest request, OAuth2AuthorizationResponse answer) {
    KnownProvider provider = known();
    var exchange = new OAuth2AuthorizationExchange(request.at(provider.registration()), answer);
    try {
      var token =
          calls.inTurn(() ->
              provider
                  .authenticator()
                  .authenticate(
                      new OAuth2LoginAuthenticationToken(provider.registration(), exchange)));
      if (token != null && token.getPrincipal() instanceof OidcUser user) {
        return ProvidedIdentity.of(this.provider, user);
      }
      throw new IllegalStateException("Expected an OpenID Connect user, found " + token);
    } catch (AuthenticationException e) {
      throw translated(e);
    }
  }

  /** What is said to the browser helps nobody to a better attempt; the log has the cause. */
  private ProblemException translated(AuthenticationException e) {
    String code =
        e instanceof OAuth2AuthenticationException oauth ? oauth.getError().getErrorCode() : "";
    String cause = loggable(e);
    if (isAway(e)) {
      log.warn("The provider {} did not answer as it should, so a sign-in failed: {}", id, cause);
      return ProviderCalls.unavailable();
    }
    log.warn("A sign-in with {} failed: {} {}", id, Shown.shortly(code), cause);
    return failed();
  }

  /** What went wrong, and nothing in it that could be a token or a code. */
  private static String loggable(Exception e) {
    String text = e.toString().replaceAll("\\p{Cntrl}", "?");
    String harmless = SECRETIVE.matcher(text).replaceAll("…");
    return harmless.substring(0, Math.min(harmless.length(), LONGEST_CAUSE));
  }

  static ProblemException failed() {
    return ProblemException.of(
        ErrorCode.SIGN_IN_FAILED,
        "Expected the identity provider to say who this is, but it did not. Sign in again; if it"
            + " stays so, ask whoever looks after this service to look into its log.");
  }

  private static boolean isAway(Throwable e) {
    for (Throwable cause = e; cause != null; cause = cause.getCause()) {
      if (cause instanceof ResourceAccessException
          || cause instanceof IOException
          || (cause instanceof RestClientResponseException answer
              && answer.getStatusCode().is5xxServerError())) {
        return true;
      }
    }
    return false;
  }

  private KnownProvider known() {
    KnownProvider current = known;
    if (current != null && clock.instant().isBefore(current.askAgainAt())) {
      return current;
    }
    if (!gotTurn(current == null)) {
      return orUnavailable(current);
    }
    try {
      current = known;
      Instant now = clock.instant();
      boolean fresh = current != null && now.isBefore(current.askAgainAt());
      return fresh || now.isBefore(leftAloneUntil) ? orUnavailable(current) : ask(current);
    } finally {
      asking.unlock();
    }
  }

  /** Nobody waits for a new description who can do with the old one. */
  private boolean gotTurn(boolean wait) {
    try {
      return wait
          ? asking.tryLock(settings.callWait().toMillis(), TimeUnit.MILLISECONDS)
          : asking.tryLock();
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private KnownProvider ask(@Nullable KnownProvider before) {
    try {
      var found = calls.inTurn(discovery::ask);
      var next =
          new KnownProvider(
              found.registration(),
              found.authenticator(),
              clock.instant().plus(settings.metadataTtl()));
      known = next;
      return next;
    } catch (RuntimeException e) {
      leftAloneUntil = clock.instant().plus(settings.retryAfter());
      log.warn(
          "The provider {} cannot be asked at {}; {}; it is asked again after {} ms: {}",
          id,
          provider.issuer(),
          before == null ? "nobody can sign in with it" : "what it said before is used on",
          settings.retryAfter().toMillis(),
          loggable(e));
      return orUnavailable(before);
    }
  }

  private static KnownProvider orUnavailable(@Nullable KnownProvider provider) {
    if (provider == null) {
      throw ProviderCalls.unavailable();
    }
    return provider;
  }
}
