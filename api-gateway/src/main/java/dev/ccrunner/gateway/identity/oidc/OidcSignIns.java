package dev.ccrunner.gateway.identity.oidc;

import dev.ccrunner.gateway.identity.SecretToken;
import dev.ccrunner.gateway.identity.signin.Sessions;
import dev.ccrunner.gateway.identity.throttle.Throttle;
import dev.ccrunner.gateway.problem.ErrorCode;
import dev.ccrunner.gateway.problem.ProblemException;
import dev.ccrunner.gateway.problem.Shown;
import dev.ccrunner.gateway.web.ClientAddresses;
import dev.ccrunner.gateway.web.PublicUrl;
import dev.ccrunner.gateway.web.QueryParameters;
import jakarta.servlet.http.HttpServletRequest;
import java.net.InetAddress;
import java.net.URI;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.security.oauth2.core.endpoint.OAuth2AuthorizationResponse;
import org.springframework.stereotype.Service;

/** A sign-in by a provider: the way there, and the way back. */
@Service
class OidcSignIns {
  private static final Logger log = LoggerFactory.getLogger(OidcSignIns.class);

  private final OidcSignInRepository repository;
  private final OidcAccounts accounts;
  private final Throttle throttle;
  private final ClientAddresses addresses;
  private final PublicUrl publicUrl;
  private final OidcSettings settings;

  OidcSignIns(
      OidcSignInRepository repository,
      OidcAccounts accounts,
      Throttle throttle,
      ClientAddresses addresses,
      PublicUrl publicUrl,
      OidcSettings settings) {
    this.repository = repository;
    this.accounts = accounts;
    this.throttle = throttle;
    this.addresses = addresses;
    this.publicUrl = publicUrl;
    this.settings = settings;
  }

  /** On its way: where the browser goes, and what it has to come back with. */
  record Sent(URI address, SecretToken browser) {}

  /** Back again. */
  record SignedIn(String returnTo, Sessions.Begun session) {}

  /**
   * @param cookie what the browser has from another sign-in it has begun; both stay good
   */
  Sent begin(
      OidcProvider provider,
      ReturnTo returnTo,
      Optional<SecretToken> cookie,
      HttpServletRequest request) {
    throttle.signInBegun(addresses.of(request));
    SecretToken browser = cookie.orElseGet(SecretToken::generate);
    SecretToken state = SecretToken.generate();
    URI address = URI.create(provider.address(request(provider, state, browser, request)));
    repository.insert(state, browser, provider.id(), returnTo.path(), settings.signInLifetime());
    return new Sent(address, browser);
  }

  SignedIn finish(
      OidcProvider provider,
      QueryParameters answer,
      Optional<SecretToken> cookie,
      HttpServletRequest request) {
    InetAddress from = addresses.of(request);
    throttle.linkTried(from);
    SecretToken state =
        answer.value("state").flatMap(SecretToken::parse).orElseThrow(OidcSignIns::stale);
    SecretToken browser = cookie.orElseThrow(OidcSignIns::stale);
    String returnTo =
        repository.take(state, browser, provider.id()).orElseThrow(OidcSignIns::stale);
    var begun = request(provider, state, browser, request);
    var identity = identified(provider, begun, answer, from);
    return new SignedIn(returnTo, accounts.admit(provider, identity, request));
  }

  /** Whom the provider vouches for guesses nothing; nor does anybody while it is away. */
  private ProvidedIdentity identified(
      OidcProvider provider, SignInRequest begun, QueryParameters answer, InetAddress from) {
    try {
      var identity = provider.identify(begun, response(provider, begun, answer));
      throttle.linkWasRight(from);
      throttle.signInFinished(from);
      return identity;
    } catch (ProblemException e) {
      if (e.code() == ErrorCode.PROVIDER_UNAVAILABLE) {
        throttle.linkWasRight(from);
      }
      throw e;
    }
  }

  private SignInRequest request(
      OidcProvider provider, SecretToken state, SecretToken browser, HttpServletRequest request) {
    String callback = OidcApi.CALLBACK.replace("{provider}", provider.id());
    return new SignInRequest(state, browser, publicUrl.of(request) + callback);
  }

  private static OAuth2AuthorizationResponse response(
      OidcProvider provider, SignInRequest begun, QueryParameters answer) {
    String code = answer.value("code").orElse("");
    String issuer = answer.value("iss").orElse(provider.settings().issuer());
    if (code.isEmpty() || !issuer.equals(provider.settings().issuer())) {
      log.warn(
          "A sign-in with {} came back without a code of its own: {}",
          provider.id(),
          Shown.shortly(answer.value("error").orElse("issuer " + issuer)));
      throw OidcProvider.failed();
    }
    return OAuth2AuthorizationResponse.success(code)
        .state(begun.state().reveal())
        .redirectUri(begun.redirectUri())
        .build();
  }

  /** Never begun, used, too old, or begun in another browser: nobody needs to know which. */
  private static ProblemException stale() {
    return ProblemException.of(
        ErrorCode.SIGN_IN_STALE,
        "Expected the way back of a sign-in that this browser has begun a short while ago, found"
            + " none. Sign in again.");
  }
}
