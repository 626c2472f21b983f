package dev.ccrunner.gateway.identity;

import dev.ccrunner.key.ApiKeyId;
import dev.ccrunner.team.TeamId;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Optional;

/**
 * Who sent the request; handlers ask for it as an argument.
 *
 * @param teamId the team whose objects exist for this caller; there are no others
 * @param keyId the key it came with
 */
public record Caller(TeamId teamId, ApiKeyId keyId) {
  private static final String ATTRIBUTE = Caller.class.getName();

  void attachTo(HttpServletRequest request) {
    request.setAttribute(ATTRIBUTE, this);
  }

  /** Who sent the request; empty on a path that needs no key. */
  public static Optional<Caller> ifAny(HttpServletRequest request) {
    return request.getAttribute(ATTRIBUTE) instanceof Caller caller
        ? Optional.of(caller)
        : Optional.empty();
  }

  static Caller of(HttpServletRequest request) {
    if (request.getAttribute(ATTRIBUTE) instanceof Caller caller) {
      return caller;
    }
    throw new IllegalStateException(
        "Expected a caller on %s, but this path needs no key".formatted(request.getRequestURI()));
  }
}
