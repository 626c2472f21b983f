package dev.ccrunner.gateway.problem;

import java.net.URI;
import java.util.List;

/**
 * An error as clients get it (RFC 9457).
 *
 * @param type the kind of problem as a URI
 * @param title the kind of problem in words
 * @param status the HTTP status
 * @param detail this occurrence in words, with what was expected and what was found
 * @param instance the path of the request
 * @param code the kind of problem as a name
 * @param requestId the request's {@code X-Request-Id}, to be quoted in questions
 * @param retryable whether the same request may succeed at another time
 * @param errors the fields that are wrong; empty when it is not about fields
 */
public record Problem(
    URI type,
    String title,
    int status,
    String detail,
    String instance,
    String code,
    String requestId,
    boolean retryable,
    List<FieldError> errors) {

  public Problem {
    errors = List.copyOf(errors);
  }

  /** {@code e} as the answer to the request for {@code instance}. */
  public static Problem of(ProblemException e, String instance, String requestId) {
    ErrorCode code = e.code();
    return new Problem(
        code.type(),
        code.title(),
        code.status(),
        e.detail(),
        instance,
        code.wireName(),
        requestId,
        code.retryable(),
        e.errors());
  }
}
