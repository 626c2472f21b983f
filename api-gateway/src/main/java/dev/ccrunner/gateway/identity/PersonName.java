package dev.ccrunner.gateway.identity;

import dev.ccrunner.gateway.problem.ErrorCode;
import dev.ccrunner.gateway.problem.ProblemException;
import org.jspecify.annotations.Nullable;

/** The name of a person in a request. */
public final class PersonName {
  private static final int LONGEST = 100;

  private PersonName() {}

  /** The name in the field {@code name}. */
  public static String ofField(@Nullable String text) {
    if (text == null || text.isBlank() || text.length() > LONGEST) {
      throw ProblemException.at(
          text == null ? ErrorCode.MISSING_FIELD : ErrorCode.INVALID_FIELD,
          "/name",
          "Expected a name of 1 to %d characters.".formatted(LONGEST));
    }
    return text.strip();
  }
}
