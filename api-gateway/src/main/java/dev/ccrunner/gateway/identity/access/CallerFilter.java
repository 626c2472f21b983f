package dev.ccrunner.gateway.identity.access;

import dev.ccrunner.gateway.identity.Caller;
import dev.ccrunner.gateway.identity.Credential;
import dev.ccrunner.gateway.identity.PresentedKey;
import dev.ccrunner.gateway.identity.Unauthenticated;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Lets nobody past who is not known, except to what is open. Stands before everything that reads
 * the body or tells which paths exist.
 */
@Component
@Order(Ordered.HIGHEST_PRECEDENCE + 100)
class CallerFilter extends OncePerRequestFilter {
  private final List<Credential> credentials;
  private final HandlerAccess access;

  CallerFilter(List<Credential> credentials, HandlerAccess access) {
    this.credentials = credentials;
    this.access = access;
  }

  @Override
  protected void doFilterInternal(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws ServletException, IOException {
    PresentedKey.refuseInUrl(request);
    if (!access.open(request.getRequestURI())) {
      caller(request).attachTo(request);
    }
    chain.doFilter(request, response);
  }

  private Caller caller(HttpServletRequest request) {
    return credentials.stream()
        .map(credential -> credential.caller(request))
        .flatMap(Optional::stream)
        .findFirst()
        .orElseThrow(() ->
            Unauthenticated.because(
                "Expected the header 'Authorization: Bearer ccr_…' or 'x-api-key: ccr_…', or the"
                    + " cookie of a session, found none of them."));
  }
}
