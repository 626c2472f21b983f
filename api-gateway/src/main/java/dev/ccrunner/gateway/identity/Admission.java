package dev.ccrunner.gateway.identity;

import jakarta.servlet.http.HttpServletRequest;

/**
 * By what a caller was let in: a key, or a session. A request is over before that changes; what
 * goes on for longer, as a stream does, asks again now and then.
 */
@FunctionalInterface
public interface Admission {
  /**
   * Whether the caller would be let in now as well, and may this. What was looked up within the
   * last second is believed; else PostgreSQL is asked, and when it does not answer, this throws.
   */
  boolean holds(Scope scope);

  /** Makes it that of {@code request}. */
  default void attachTo(HttpServletRequest request) {
    request.setAttribute(Admission.class.getName(), this);
  }

  /** That of {@code request}, which has a caller. */
  static Admission of(HttpServletRequest request) {
    if (request.getAttribute(Admission.class.getName()) instanceof Admission admission) {
      return admission;
    }
    throw new IllegalStateException(
        "Expected a caller on %s, but this path is open".formatted(request.getRequestURI()));
  }
}
