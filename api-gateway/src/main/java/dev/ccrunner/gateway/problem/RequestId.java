package dev.ccrunner.gateway.problem;

import jakarta.servlet.http.HttpServletRequest;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The name of one request, in its answer, in its log lines and in its problem. */
public final class RequestId {
  /** The header that brings and returns it. */
  public static final String HEADER = "X-Request-Id";

  private static final String ATTRIBUTE = RequestId.class.getName();
  private static final Pattern SANE = Pattern.compile("[A-Za-z0-9._-]{1,128}");

  private RequestId() {}

  /**
   * The client's id when it is one that cannot harm a log, else a new one. A strange id is not
   * worth a refusal.
   */
  static String choose(@Nullable String fromClient) {
    return fromClient != null && SANE.matcher(fromClient).matches()
        ? fromClient
        : "req_" + UUID.randomUUID().toString().replace("-", "");
  }

  /** The id of {@code request}; the first call decides it. */
  public static String of(HttpServletRequest request) {
    if (request.getAttribute(ATTRIBUTE) instanceof String known) {
      return known;
    }
    String id = choose(request.getHeader(HEADER));
    request.setAttribute(ATTRIBUTE, id);
    return id;
  }
}
