package dev.ccrunner.gateway.identity.signin;

import dev.ccrunner.gateway.identity.SecretToken;
import dev.ccrunner.gateway.problem.ErrorCode;
import dev.ccrunner.gateway.problem.ProblemException;
import jakarta.servlet.http.HttpServletRequest;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.Set;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Proves that a write was made by a page of ours. A browser sends the cookie along whoever made the
 * page; but only our own page can read this token, and it is made from the session's secret, so
 * that one of another session is not good.
 */
final class CsrfToken {
  static final String HEADER = "X-CSRF-Token";

  private static final String ALGORITHM = "HmacSHA256";
  private static final byte[] PURPOSE = "ccr csrf".getBytes(StandardCharsets.US_ASCII);
  private static final Set<String> SAFE = Set.of("GET", "HEAD", "OPTIONS");

  private CsrfToken() {}

  static String of(SecretToken session) {
    try {
      var mac = Mac.getInstance(ALGORITHM);
      mac.init(new SecretKeySpec(session.reveal().getBytes(StandardCharsets.US_ASCII), ALGORITHM));
      return Base64.getUrlEncoder().withoutPadding().encodeToString(mac.doFinal(PURPOSE));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java platform has HMAC-SHA-256", e);
    }
  }

  /** Refuses a write without the token of its session. */
  static void check(HttpServletRequest request, SecretToken session) {
    if (SAFE.contains(request.getMethod())) {
      return;
    }
    String found = request.getHeader(HEADER);
    if (found == null || !same(found, of(session))) {
      throw ProblemException.of(
          ErrorCode.CSRF_TOKEN_NEEDED,
          "Expected the header %s with the csrf_token of /v1/me, found %s."
              .formatted(HEADER, found == null ? "none" : "another"));
    }
  }

  private static boolean same(String a, String b) {
    return MessageDigest.isEqual(
        a.getBytes(StandardCharsets.UTF_8), b.getBytes(StandardCharsets.UTF_8));
  }
}
