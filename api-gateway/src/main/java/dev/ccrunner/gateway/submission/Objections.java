package dev.ccrunner.gateway.submission;

import dev.ccrunner.gateway.problem.ErrorCode;
import dev.ccrunner.gateway.problem.FieldError;
import dev.ccrunner.run.source.Parsed;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** All that is wrong with one request, so that its sender learns of it at once. */
final class Objections {
  private final List<FieldError> errors = new ArrayList<>();
  private @Nullable ErrorCode first;

  /** A field has a value that is not allowed. */
  void refuse(String pointer, String message) {
    refuse(ErrorCode.INVALID_FIELD, pointer, message);
  }

  /** A field asks for more than a policy allows. */
  void exceed(String pointer, String message) {
    refuse(ErrorCode.POLICY_EXCEEDED, pointer, message);
  }

  void refuse(ErrorCode code, String pointer, String message) {
    first = first == null ? code : first;
    errors.add(new FieldError(pointer, message));
  }

  /** A field that has to be there is not. */
  void missing(String pointer, String expected) {
    refuse(ErrorCode.MISSING_FIELD, pointer, "Expected %s, found none.".formatted(expected));
  }

  /** A field lacks its form: what {@code parsed} says; empty when it has it. */
  <T> Optional<T> read(String pointer, Parsed<T> parsed) {
    parsed.refusal().ifPresent(message -> refuse(pointer, message));
    return parsed.valid();
  }

  /** A number is out of its bounds. */
  void checkNumber(String pointer, long found, long least, long most) {
    if (found < least || found > most) {
      refuse(pointer, "Expected a number from %d to %d, found %d.".formatted(least, most, found));
    }
  }

  /** There is more of something than there may be. */
  void checkCount(String pointer, int found, int most) {
    if (found > most) {
      refuse(pointer, "Expected at most %d elements, found %d.".formatted(most, found));
    }
  }

  boolean none() {
    return first == null;
  }

  /** The refusal that they amount to, if there are any. */
  Optional<Admission.Refused> refusal() {
    return Optional.ofNullable(first).map(code -> new Admission.Refused(code, errors));
  }
}
