package dev.ccrunner.gateway.identity;

import dev.ccrunner.gateway.problem.ErrorCode;
import dev.ccrunner.gateway.problem.ProblemException;

/** The answer to a caller that is not known. */
public final class Unauthenticated {
  private Unauthenticated() {}

  /** Says what was expected and what was found. */
  public static ProblemException because(String detail) {
    return ProblemException.of(ErrorCode.UNAUTHENTICATED, detail)
        .withHeader("WWW-Authenticate", "Bearer realm=\"ccr\"");
  }
}
