package dev.ccrunner.gateway.identity.signin;

import dev.ccrunner.gateway.idempotency.NotReplayed;
import dev.ccrunner.gateway.identity.Actor;
import dev.ccrunner.gateway.identity.Caller;
import dev.ccrunner.gateway.identity.EmailAddress;
import dev.ccrunner.gateway.identity.Open;
import dev.ccrunner.gateway.identity.PersonName;
import dev.ccrunner.gateway.identity.SecretToken;
import dev.ccrunner.gateway.identity.SignedIn;
import dev.ccrunner.gateway.identity.trail.AuditAction;
import dev.ccrunner.gateway.identity.trail.Audited;
import dev.ccrunner.gateway.identity.trail.NotAudited;
import dev.ccrunner.gateway.problem.ErrorCode;
import dev.ccrunner.gateway.problem.ProblemException;
import dev.ccrunner.gateway.problem.Refusals;
import dev.ccrunner.gateway.web.Fields;
import dev.ccrunner.gateway.web.JsonBody;
import jakarta.servlet.http.HttpServletRequest;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.http.CacheControl;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** Signing in and out over HTTP. */
@RestController
@RequestMapping(path = "/v1/auth", produces = MediaType.APPLICATION_JSON_VALUE)
class AuthController implements AuthApi {
  private final SignIns signIns;
  private final Sessions sessions;
  private final SessionCookie cookie;
  private final SignInSettings settings;

  AuthController(
      SignIns signIns, Sessions sessions, SessionCookie cookie, SignInSettings settings) {
    this.signIns = signIns;
    this.sessions = sessions;
    this.cookie = cookie;
    this.settings = settings;
  }

  @Override
  @Open
  @NotReplayed
  @Audited(AuditAction.SESSION_BEGUN)
  @PostMapping("/sign_in")
  @Refusals({
    ErrorCode.MISSING_FIELD,
    ErrorCode.WRONG_CREDENTIALS,
    ErrorCode.HTTPS_NEEDED,
    ErrorCode.TOO_MANY_ATTEMPTS,
    ErrorCode.UNAVAILABLE
  })
  public ResponseEntity<SessionView> signIn(JsonBody body, HttpServletRequest request) {
    cookie.requireSafety(request);
    Fields fields = body.fields();
    String email = fields.text("email");
    String password = fields.text("password");
    fields.done();
    return begun(
        signIns.signIn(EmailAddress.ofField(email), given("/password", password), request),
        request);
  }

  @Override
  @Open
  @NotReplayed
  @NotAudited("It takes nothing from anybody but the browser that asks for it")
  @PostMapping("/sign_out")
  @Refusals({ErrorCode.CSRF_TOKEN_NEEDED, ErrorCode.UNAVAILABLE})
  public ResponseEntity<Void> signOut(JsonBody body, HttpServletRequest request) {
    body.fieldsIfAny().done();
    cookie
        .in(request)
        .ifPresent(token -> {
          CsrfToken.check(request, token);
          sessions.end(token);
        });
    return ended(request);
  }

  @Override
  @SignedIn
  @NotReplayed
  @Audited(AuditAction.USER_SIGNED_OUT_EVERYWHERE)
  @PostMapping("/sign_out_everywhere")
  @Refusals(ErrorCode.SESSION_NEEDED)
  public ResponseEntity<Void> signOutEverywhere(
      Caller caller, JsonBody body, HttpServletRequest request) {
    body.fieldsIfAny().done();
    var person = person(caller);
    signIns.signOutEverywhere(person.userId());
    return ended(request);
  }

  @Override
  @SignedIn
  @NotReplayed
  @Audited(AuditAction.USER_PASSWORD_CHANGED)
  @PostMapping("/password")
  @Refusals({
    ErrorCode.MISSING_FIELD,
    ErrorCode.SESSION_NEEDED,
    ErrorCode.WRONG_CREDENTIALS,
    ErrorCode.TOO_MANY_ATTEMPTS
  })
  public ResponseEntity<Void> changePassword(
      Caller caller, JsonBody body, HttpServletRequest request) {
    var person = person(caller);
    SecretToken session = cookie.in(request).orElseThrow();
    Fields fields = body.fields();
    String current = fields.text("current_password");
    String next = fields.text("new_password");
    fields.done();
    signIns.changePassword(
        person.userId(),
        session,
        given("/current_password", current),
        given("/new_password", next),
        request);
    return ResponseEntity.noContent().build();
  }

  @Override
  @Open
  @NotReplayed
  @Audited({AuditAction.USER_PASSWORD_CHANGED, AuditAction.SESSION_BEGUN})
  @PostMapping("/reset_password")
  @Refusals({
    ErrorCode.MISSING_FIELD,
    ErrorCode.LINK_NOT_VALID,
    ErrorCode.HTTPS_NEEDED,
    ErrorCode.TOO_MANY_ATTEMPTS,
    ErrorCode.UNAVAILABLE
  })
  public ResponseEntity<SessionView> resetPassword(JsonBody body, HttpServletRequest request) {
    cookie.requireSafety(request);
    Fields fields = body.fields();
    String token = fields.text("token");
    String next = fields.text("new_password");
    fields.done();
    return begun(
        signIns.resetPassword(given("/token", token), given("/new_password", next), request),
        request);
  }

  @Override
  @Open
  @NotReplayed
  @Audited({AuditAction.INVITATION_ACCEPTED, AuditAction.SESSION_BEGUN})
  @PostMapping("/accept_invitation")
  @Refusals({
    ErrorCode.MISSING_FIELD,
    ErrorCode.LINK_NOT_VALID,
    ErrorCode.EMAIL_TAKEN,
    ErrorCode.WRONG_CREDENTIALS,
    ErrorCode.HTTPS_NEEDED,
    ErrorCode.TOO_MANY_ATTEMPTS,
    ErrorCode.UNAVAILABLE
  })
  public ResponseEntity<SessionView> acceptInvitation(JsonBody body, HttpServletRequest request) {
    cookie.requireSafety(request);
    Fields fields = body.fields();
    String token = fields.text("token");
    String name = fields.text("name");
    String password = fields.text("password");
    fields.done();
    return begun(
        signIns.acceptInvitation(
            given("/token", token),
            PersonName.ofField(name),
            given("/password", password),
            request),
        request);
  }

  private ResponseEntity<SessionView> begun(SignIns.SignedIn signedIn, HttpServletRequest request) {
    Duration lifetime = settings.sessionLifetime();
    return ResponseEntity.ok()
        .cacheControl(CacheControl.noStore())
        .header(HttpHeaders.SET_COOKIE, cookie.set(request, signedIn.session().token(), lifetime))
        .body(SessionView.of(signedIn));
  }

  private ResponseEntity<Void> ended(HttpServletRequest request) {
    return ResponseEntity.noContent().header(HttpHeaders.SET_COOKIE, cookie.clear(request)).build();
  }

  /** A key may do much in a person's name, but not get hold of the account. */
  private static Actor.User person(Caller caller) {
    return switch (caller.actor()) {
      case Actor.User user -> user;
      case Actor.Key _ ->
          throw ProblemException.of(
              ErrorCode.SESSION_NEEDED, "Expected a person who is signed in, found an API key.");
    };
  }

  private static String given(String pointer, @Nullable String text) {
    if (text == null || text.isEmpty()) {
      throw ProblemException.at(ErrorCode.MISSING_FIELD, pointer, "Expected a text, found none.");
    }
    return text;
  }
}
