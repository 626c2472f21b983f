package dev.ccrunner.gateway.health;

import dev.ccrunner.gateway.problem.ErrorCode;
import dev.ccrunner.gateway.problem.ProblemException;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Set;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Sends new requests to another gateway once this one has been told to stop: what is in progress
 * gets the time that is left. The answer closes the connection, so that a client which keeps one
 * open does not come back over it.
 */
@Component
@Order(Ordered.HIGHEST_PRECEDENCE + 50)
class StoppingFilter extends OncePerRequestFilter {
  private static final Set<String> STILL_ANSWERED = Set.of("/livez", "/readyz");

  private final Stopping stopping;

  StoppingFilter(Stopping stopping) {
    this.stopping = stopping;
  }

  @Override
  protected void doFilterInternal(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws ServletException, IOException {
    if (stopping.begun() && !STILL_ANSWERED.contains(request.getRequestURI())) {
      throw ProblemException.of(
              ErrorCode.UNAVAILABLE, "This gateway is stopping. Another one takes the request.")
          .withHeader("Retry-After", "1")
          .withHeader("Connection", "close");
    }
    chain.doFilter(request, response);
  }
}
