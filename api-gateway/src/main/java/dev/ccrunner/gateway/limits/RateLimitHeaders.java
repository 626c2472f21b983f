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
        verdict.levels().stream().map(RateLimitHeaders::policy).collect(Collectors.joining(", ")));
    response.setHeader(
        "RateLimit",
        verdict.levels().stream().map(RateLimitHeaders::state).collect(Collectors.joining(", ")));
  }

  // Put together plainly: every request gets these, and a pattern would be parsed anew for each.
  private static String policy(Verdict.Level level) {
    var quota = level.quota();
    return '"' + quota.name() + "\";q=" + quota.most() + ";w=" + Quota.WINDOW.toSeconds();
  }

  private static String state(Verdict.Level level) {
    return '"' + level.quota().name() + "\";r=" + level.left() + ";t=" + seconds(level.untilFull());
  }

  /** Rounded up: nobody is to come too early. */
  static long seconds(Duration wait) {
    return wait.plusSeconds(1).minusNanos(1).toSeconds();
  }
}
