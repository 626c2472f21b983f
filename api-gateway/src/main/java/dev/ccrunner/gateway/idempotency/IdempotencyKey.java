package dev.ccrunner.gateway.idempotency;

import dev.ccrunner.gateway.problem.ErrorCode;
import dev.ccrunner.gateway.problem.ProblemException;
import dev.ccrunner.gateway.web.JsonBody;
import jakarta.servlet.http.HttpServletRequest;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What makes two requests the same: the key that the client chose for the endpoint, and a
 * fingerprint of path and body that shows when it chose it twice.
 *
 * @param endpoint method and path pattern
 * @param text the client's key; null when it gave none
 * @param request of path and body
 */
public record IdempotencyKey(String endpoint, @Nullable String text, RequestFingerprint request) {
  /** The header that brings it. */
  public static final String HEADER = "Idempotency-Key";

  private static final Pattern SANE = Pattern.compile("[\\x21-\\x7e]{1,255}");

  /** The key of a request to {@code endpoint}, such as {@code POST /v1/runs}. */
  public static IdempotencyKey of(String endpoint, HttpServletRequest request, JsonBody body) {
    return of(endpoint, request, RequestFingerprint.sha256(request.getRequestURI(), body.bytes()));
  }

  /** The same with another way to recognise the request: one for bodies with secrets. */
  public static IdempotencyKey of(
      String endpoint, HttpServletRequest request, RequestFingerprint fingerprint) {
    String text = request.getHeader(HEADER);
    if (text != null && !SANE.matcher(text).matches()) {
      throw ProblemException.of(
          ErrorCode.INVALID_HEADER,
          HEADER + ": expected 1 to 255 visible ASCII characters, found something else.");
    }
    return new IdempotencyKey(endpoint, text, fingerprint);
  }
}
