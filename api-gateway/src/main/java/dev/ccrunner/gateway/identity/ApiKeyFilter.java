package dev.ccrunner.gateway.identity;

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
 * Lets nobody past without a valid key, except to what must work without one. Stands before
 * everything that reads the body or tells which paths exist.
 */
@Component
@Order(Ordered.HIGHEST_PRECEDENCE + 100)
class ApiKeyFilter extends OncePerRequestFilter {
  private static final Set<String> OPEN = Set.of("/livez", "/readyz", "/v1/openapi.json");

  private final ApiKeys keys;
  private final LastUses lastUses;

  ApiKeyFilter(ApiKeys keys, LastUses lastUses) {
    this.keys = keys;
    this.lastUses = lastUses;
  }

  @Override
  protected void doFilterInternal(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws ServletException, IOException {
    PresentedKey.refuseInUrl(request);
    if (!OPEN.contains(request.getRequestURI())) {
      Caller caller = keys.callerWith(PresentedKey.in(request));
      lastUses.note(caller);
      caller.attachTo(request);
    }
    chain.doFilter(request, response);
  }
}
