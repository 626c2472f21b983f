package dev.ccrunner.gateway.idempotency;

import dev.ccrunner.gateway.problem.ErrorCode;
import dev.ccrunner.gateway.problem.ProblemException;
import dev.ccrunner.gateway.web.JsonBody;
import jakarta.servlet.http.HttpServletRequest;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What makes two requests the same: the key that the client chose for the endpoint, and a hash over
 * path and body that shows when it chose it twice.
 *
 * @param endpoint method and path pattern
 * @param text the client's key; null when it gave none
 * @param requestHash SHA-256
 */
public record IdempotencyKey(String endpoint, @Nullable String text, byte[] requestHash) {
  /** The header that brings it. */
  public static final String HEADER = "Idempotency-Key";

  private static final Pattern SANE = Pattern.compile("[\\x21-\\x7e]{1,255}");

  /** The key of a request to {@code endpoint}, such as {@code POST /v1/runs}. */
  public static IdempotencyKey of(String endpoint, HttpServletRequest request, JsonBody body) {
    String text = request.getHeader(HEADER);
    if (text != null && !SANE.matcher(text).matches()) {
      throw ProblemException.of(
          ErrorCode.INVALID_HEADER,
          HEADER + ": expected 1 to 255 visible ASCII characters, found something else.");
    }
    return new IdempotencyKey(endpoint, text, hash(request.getRequestURI(), body.bytes()));
  }

  private static byte[] hash(String path, byte[] body) {
    try {
      var digest = MessageDigest.getInstance("SHA-256");
      digest.update(path.getBytes(StandardCharsets.UTF_8));
      digest.update((byte) '\n');
      return digest.digest(body);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
