package dev.ccrunner.gateway.identity.oidc;

import dev.ccrunner.gateway.identity.Open;
import dev.ccrunner.gateway.identity.signin.PasswordSignIn;
import dev.ccrunner.gateway.identity.signin.SessionCookie;
import dev.ccrunner.gateway.identity.signin.Sessions;
import dev.ccrunner.gateway.identity.trail.AuditAction;
import dev.ccrunner.gateway.identity.trail.Audited;
import dev.ccrunner.gateway.problem.ErrorCode;
import dev.ccrunner.gateway.problem.Refusals;
import dev.ccrunner.gateway.web.QueryNames;
import dev.ccrunner.gateway.web.QueryParameters;
import jakarta.servlet.http.HttpServletRequest;
import java.net.URI;
import java.time.Duration;
import org.springframework.http.CacheControl;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;

/** Signing in by a provider over HTTP. */
@RestController
class OidcController implements OidcApi {
  private final OidcProviders providers;
  private final OidcSignIns signIns;
  private final SignInCookie cookie;
  private final SessionCookie sessionCookie;
  private final Sessions sessions;
  private final PasswordSignIn passwords;
  private final OidcSettings settings;

  OidcController(
      OidcProviders providers,
      OidcSignIns signIns,
      SignInCookie cookie,
      SessionCookie sessionCookie,
      Sessions sessions,
      PasswordSignIn passwords,
      OidcSettings settings) {
    this.providers = providers;
    this.signIns = signIns;
    this.cookie = cookie;
    this.sessionCookie = sessionCookie;
    this.sessions = sessions;
    this.passwords = passwords;
    this.settings = settings;
  }

  @Override
  @Open
  @GetMapping(path = PROVIDERS, produces = MediaType.APPLICATION_JSON_VALUE)
  public ResponseEntity<ProvidersView> providers() {
    return ResponseEntity.ok(ProvidersView.of(passwords.on(), providers.all()));
  }

  @Override
  @Open
  @GetMapping(BEGIN)
  @QueryNames("return_to")
  @Refusals({
    ErrorCode.PROVIDER_NOT_FOUND,
    ErrorCode.HTTPS_NEEDED,
    ErrorCode.TOO_MANY_ATTEMPTS,
    ErrorCode.PROVIDER_UNAVAILABLE,
    ErrorCode.UNAVAILABLE
  })
  public ResponseEntity<Void> begin(
      @PathVariable String provider, QueryParameters query, HttpServletRequest request) {
    cookie.requireSafety(request);
    var returnTo = ReturnTo.of(query.value("return_to").orElse("/"));
    var sent = signIns.begin(providers.named(provider), returnTo, cookie.in(request), request);
    String header = cookie.set(request, sent.browser(), settings.signInLifetime());
    return to(sent.address(), header);
  }

  @Override
  @Open
  @Audited({
    AuditAction.SESSION_BEGUN,
    AuditAction.USER_CREATED,
    AuditAction.USER_LINKED,
    AuditAction.INVITATION_ACCEPTED,
    AuditAction.MEMBER_ADDED,
    AuditAction.MEMBER_CHANGED,
    AuditAction.MEMBER_REMOVED
  })
  @GetMapping(CALLBACK)
  // Providers add what they like to it.
  @QueryNames("*")
  @Refusals({
    ErrorCode.PROVIDER_NOT_FOUND,
    ErrorCode.HTTPS_NEEDED,
    ErrorCode.SIGN_IN_STALE,
    ErrorCode.SIGN_IN_FAILED,
    ErrorCode.EMAIL_NOT_VERIFIED,
    ErrorCode.EMAIL_TAKEN,
    ErrorCode.NO_ACCESS,
    ErrorCode.TOO_MANY_ATTEMPTS,
    ErrorCode.PROVIDER_UNAVAILABLE,
    ErrorCode.UNAVAILABLE
  })
  public ResponseEntity<Void> finish(
      @PathVariable String provider, QueryParameters answer, HttpServletRequest request) {
    cookie.requireSafety(request);
    var signedIn = signIns.finish(providers.named(provider), answer, cookie.in(request), request);
    Duration lifetime = sessions.lifetime();
    String header = sessionCookie.set(request, signedIn.session().token(), lifetime);
    return to(URI.create(signedIn.returnTo()), header);
  }

  private static ResponseEntity<Void> to(URI address, String setCookie) {
    return ResponseEntity.status(HttpStatus.FOUND)
        .location(address)
        .cacheControl(CacheControl.noStore())
        .header(HttpHeaders.SET_COOKIE, setCookie)
        .build();
  }
}
