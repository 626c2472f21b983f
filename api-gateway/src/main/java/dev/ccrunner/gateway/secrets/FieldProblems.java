package dev.ccrunner.gateway.secrets;

import dev.ccrunner.gateway.problem.ErrorCode;
import dev.ccrunner.gateway.problem.FieldError;
import dev.ccrunner.gateway.problem.ProblemException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** All that is wrong with a request, so that its sender learns of it at once. */
final class FieldProblems {
  private final List<FieldError> errors = new ArrayList<>();
  private @Nullable ErrorCode first;

  void missing(String pointer, String what) {
    add(ErrorCode.MISSING_FIELD, pointer, "Expected " + what + ", found none.");
  }

  void invalid(String pointer, String message) {
    add(ErrorCode.INVALID_FIELD, pointer, message);
  }

  /** A field that a secret of this kind or type does not have. */
  void foreign(String pointer, @Nullable Object value, String what) {
    if (value != null) {
      invalid(pointer, "Expected no such field of a secret of %s.".formatted(what));
    }
  }

  void throwIfAny() {
    if (first != null) {
      throw ProblemException.ofFields(first, errors);
    }
  }

  private void add(ErrorCode code, String pointer, String message) {
    first = first == null ? code : first;
    errors.add(new FieldError(pointer, message));
  }
}
