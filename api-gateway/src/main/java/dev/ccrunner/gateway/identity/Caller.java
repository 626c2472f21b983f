package dev.ccrunner.gateway.identity;

import dev.ccrunner.gateway.identity.policy.Caps;
import dev.ccrunner.gateway.problem.ErrorCode;
import dev.ccrunner.gateway.problem.ProblemException;
import dev.ccrunner.team.TeamId;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Optional;
import java.util.Set;

/**
 * Who sent the request; handlers ask for it as an argument.
 *
 * @param teamId the team whose objects exist for this caller; there are no others
 * @param actor who acts
 * @param scopes everything it may do
 * @param caps what it may ask of a run at most
 */
public record Caller(TeamId teamId, Actor actor, Set<Scope> scopes, Caps caps) {
  private static final String ATTRIBUTE = Caller.class.getName();

  public Caller {
    scopes = Set.copyOf(scopes);
  }

  /** Whether it has the scope. */
  public boolean may(Scope scope) {
    return scopes.contains(scope);
  }

  /**
   * Refuses a caller without the scope.
   *
   * @param what needs it, as the beginning of a sentence
   */
  public void require(Scope scope, String what) {
    if (!may(scope)) {
      throw ProblemException.of(
          ErrorCode.FORBIDDEN,
          "%s needs %s; %s has %s."
              .formatted(
                  what,
                  scope.wireName(),
                  actor.words(),
                  scopes.isEmpty() ? "no scope" : String.join(" ", Scope.wireNames(scopes))));
    }
  }

  /** Whether it may all that the role may, and so may give it to somebody or take it away. */
  public boolean covers(Role role) {
    return may(Scope.OPERATE) || scopes.containsAll(role.scopes());
  }

  /** Refuses a caller who may less than the role. */
  public void requireToCover(Role role) {
    if (!covers(role)) {
      throw ProblemException.of(
          ErrorCode.FORBIDDEN,
          "Expected a role that may no more than %s; %s may more."
              .formatted(actor.words(), role.wireName()));
    }
  }

  /** Makes it the caller of {@code request}. */
  public void attachTo(HttpServletRequest request) {
    request.setAttribute(ATTRIBUTE, this);
  }

  /** Who sent the request; empty on a path that is open. */
  public static Optional<Caller> ifAny(HttpServletRequest request) {
    return request.getAttribute(ATTRIBUTE) instanceof Caller caller
        ? Optional.of(caller)
        : Optional.empty();
  }

  /** The caller of {@code request}. */
  public static Caller of(HttpServletRequest request) {
    if (request.getAttribute(ATTRIBUTE) instanceof Caller caller) {
      return caller;
    }
    throw new IllegalStateException(
        "Expected a caller on %s, but this path is open".formatted(request.getRequestURI()));
  }
}
