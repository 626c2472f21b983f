package dev.ccrunner.gateway.problem;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Ends a request with a problem. The message is for the caller: no secret, no inner workings. */
public final class ProblemException extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final ErrorCode code;
  private final String detail;
  private final transient List<FieldError> errors;
  private final transient Map<String, String> headers;

  private ProblemException(
      ErrorCode code, String detail, List<FieldError> errors, Map<String, String> headers) {
    super(code.wireName() + ": " + detail);
    this.code = code;
    this.detail = detail;
    this.errors = List.copyOf(errors);
    this.headers = Map.copyOf(headers);
  }

  /** A problem that is not about a field. */
  public static ProblemException of(ErrorCode code, String detail) {
    return new ProblemException(code, detail, List.of(), Map.of());
  }

  /** A problem with one field. */
  public static ProblemException at(ErrorCode code, String pointer, String message) {
    return ofFields(code, List.of(new FieldError(pointer, message)));
  }

  /** A problem with one or more fields. */
  public static ProblemException ofFields(ErrorCode code, List<FieldError> errors) {
    FieldError first = errors.getFirst();
    String where = first.pointer().isEmpty() ? "" : first.pointer() + ": ";
    String more = errors.size() == 1 ? "" : " (and %d more)".formatted(errors.size() - 1);
    return new ProblemException(code, where + first.message() + more, errors, Map.of());
  }

  /** The same problem, whose answer also carries this header. */
  public ProblemException withHeader(String name, String value) {
    var more = new LinkedHashMap<>(headers);
    more.put(name, value);
    return new ProblemException(code, detail, errors, more);
  }

  /** What kind of problem it is. */
  public ErrorCode code() {
    return code;
  }

  /** What happened this time. */
  public String detail() {
    return detail;
  }

  /** The fields it is about. */
  public List<FieldError> errors() {
    return errors;
  }

  /** The headers its answer carries. */
  Map<String, String> headers() {
    return headers;
  }
}
