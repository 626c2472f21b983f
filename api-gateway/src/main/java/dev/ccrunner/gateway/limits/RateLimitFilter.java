package dev.ccrunner.gateway.limits;

import dev.ccrunner.gateway.identity.Caller;
import dev.ccrunner.gateway.problem.ErrorCode;
import dev.ccrunner.gateway.problem.ProblemException;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Refuses requests of callers who send too many. Stands right behind the one that finds out who the
 * caller is, before anything that costs. A stream counts when it begins, and not again.
 */
@Component
@Order(Ordered.HIGHEST_PRECEDENCE + 200)
class RateLimitFilter extends OncePerRequestFilter {
  private static final String SUBMIT = "/v1/runs";

  private final EffectiveLimits limits;
  private final RequestBuckets buckets;
  private final LimitSettings settings;
  private final MeterRegistry registry;

  RateLimitFilter(
      EffectiveLimits limits,
      RequestBuckets buckets,
      LimitSettings settings,
      MeterRegistry registry) {
    this.limits = limits;
    this.buckets = buckets;
    this.settings = settings;
    this.registry = registry;
  }

  @Override
  protected void doFilterInternal(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws ServletException, IOException {
    var caller = Caller.ifAny(request);
    if (caller.isPresent()) {
      count(caller.get(), request, response);
    }
    chain.doFilter(request, response);
  }

  private void count(Caller caller, HttpServletRequest request, HttpServletResponse response) {
    var quotas = limits.ifKnown(caller).quotas(settings, submits(request));
    var verdict = buckets.take(caller.teamId(), quotas);
    RateLimitHeaders.write(response, verdict);
    if (!verdict.passes()) {
      throw refused(verdict.tightest());
    }
  }

  private static boolean submits(HttpServletRequest request) {
    return request.getMethod().equals("POST") && request.getRequestURI().equals(SUBMIT);
  }

  private ProblemException refused(Verdict.Level tightest) {
    var quota = tightest.quota();
    long wait = Math.max(1, RateLimitHeaders.seconds(tightest.untilNext()));
    registry.counter("limits.refused", "limit", quota.name()).increment();
    return ProblemException.of(
            ErrorCode.RATE_LIMITED,
            "Expected at most %d requests a minute (%s of %s %s), found more. The next one is free in %d s, and all of them in %d s."
                .formatted(
                    quota.most(),
                    quota.name(),
                    quota.subject().kind().words(),
                    quota.subject(),
                    wait,
                    RateLimitHeaders.seconds(tightest.untilFull())))
        .withHeader("Retry-After", Long.toString(wait));
  }
}
