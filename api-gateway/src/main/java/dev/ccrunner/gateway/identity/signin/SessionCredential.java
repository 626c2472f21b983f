package dev.ccrunner.gateway.identity.signin;

import dev.ccrunner.gateway.identity.Admission;
import dev.ccrunner.gateway.identity.Caller;
import dev.ccrunner.gateway.identity.Credential;
import dev.ccrunner.gateway.identity.Scope;
import dev.ccrunner.gateway.identity.SecretToken;
import dev.ccrunner.gateway.identity.TeamHeader;
import dev.ccrunner.gateway.identity.Unauthenticated;
import dev.ccrunner.gateway.problem.ErrorCode;
import dev.ccrunner.gateway.problem.ProblemException;
import dev.ccrunner.team.TeamId;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Comparator;
import java.util.Optional;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;

/**
 * The cookie of a session. For which of its teams a person speaks the header {@code X-Team} says;
 * without it, it is the one the session last spoke for, and at first the oldest.
 */
@Component
@Order(Ordered.LOWEST_PRECEDENCE)
class SessionCredential implements Credential {
  private final SessionCookie cookie;
  private final Sessions sessions;
  private final SessionUses uses;

  SessionCredential(SessionCookie cookie, Sessions sessions, SessionUses uses) {
    this.cookie = cookie;
    this.sessions = sessions;
    this.uses = uses;
  }

  @Override
  public Optional<Caller> caller(HttpServletRequest request) {
    return cookie.in(request).map(token -> caller(request, token));
  }

  private Caller caller(HttpServletRequest request, SecretToken token) {
    KnownSession session =
        sessions
            .find(token)
            .orElseThrow(() -> Unauthenticated.because("This session has ended. Sign in again."));
    CsrfToken.check(request, token);
    Caller caller =
        TeamHeader.in(request).map(team -> named(session, team)).orElseGet(() -> usual(session));
    uses.note(session.hash(), caller.teamId());
    Admission admission = scope -> admits(token, caller.teamId(), scope);
    admission.attachTo(request);
    return caller;
  }

  private boolean admits(SecretToken token, TeamId team, Scope scope) {
    return sessions
        .find(token)
        .flatMap(session -> Optional.ofNullable(session.callers().get(team)))
        .filter(caller -> caller.may(scope))
        .isPresent();
  }

  private static Caller named(KnownSession session, TeamId team) {
    Caller caller = session.callers().get(team);
    if (caller == null) {
      throw TeamHeader.unknown(team.toString());
    }
    return caller;
  }

  private static Caller usual(KnownSession session) {
    Caller last = session.lastTeam() == null ? null : session.callers().get(session.lastTeam());
    if (last != null) {
      return last;
    }
    return session.callers().values().stream()
        .min(Comparator.comparing(caller -> caller.teamId().value()))
        .orElseThrow(() ->
            ProblemException.of(
                ErrorCode.FORBIDDEN,
                "This account is in no team. Somebody has to invite it into one."));
  }
}
