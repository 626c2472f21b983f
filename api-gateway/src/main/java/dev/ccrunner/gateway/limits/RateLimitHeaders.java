package dev.ccrunner.gateway.limits;

import jakarta.servlet.http.HttpServletResponse;
import java.time.Duration;
import java.util.stream.Collectors;

/** The header fields of draft-ietf-httpapi-ratelimit-headers-10. */
final class RateLimitHeaders {
  private RateLimitHeaders() {}

  /** To be called before anything of the answer is written. */
  static void write(HttpServletResponse response, Verdict verdict) {
    response.setHeader(
        "RateLimit-Policy",
        verdict.levels().stream()
            .map(level ->
                "\"%s\";q=%d;w=%d"
                    .formatted(
                        level.quota().name(), level.quota().most(), Quota.WINDOW.toSeconds()))
            .collect(Collectors.joining(", ")));
    response.setHeader(
        "RateLimit",
        verdict.levels().stream()
            .map(level ->
                "\"%s\";r=%d;t=%d"
                    .formatted(level.quota().name(), level.left(), seconds(level.untilFull())))
            .collect(Collectors.joining(", ")));
  }

  /** Rounded up: nobody is to come too early. */
  static long seconds(Duration wait) {
    return wait.plusSeconds(1).minusNanos(1).toSeconds();
  }
}
