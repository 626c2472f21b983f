package dev.ccrunner.gateway.identity.teams;

import dev.ccrunner.gateway.identity.Role;
import dev.ccrunner.gateway.problem.ErrorCode;
import dev.ccrunner.gateway.problem.ProblemException;
import dev.ccrunner.gateway.problem.Shown;
import org.jspecify.annotations.Nullable;

/** The role in a request. */
public final class RoleField {
  private RoleField() {}

  /** The role that {@code text} names; refuses a text that names none. */
  public static Role of(@Nullable String text) {
    String expected = "Expected one of " + String.join(", ", Role.wireNames());
    if (text == null) {
      throw ProblemException.at(ErrorCode.MISSING_FIELD, "/role", expected + ", found none.");
    }
    return Role.ofWireName(text)
        .orElseThrow(() ->
            ProblemException.at(
                ErrorCode.INVALID_FIELD,
                "/role",
                expected + ", found '" + Shown.shortly(text) + "'."));
  }
}
