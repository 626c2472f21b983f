package dev.ccrunner.gateway.identity.access;

import dev.ccrunner.gateway.identity.Caller;
import dev.ccrunner.gateway.identity.Needs;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;
import org.springframework.web.method.HandlerMethod;
import org.springframework.web.servlet.HandlerInterceptor;

/**
 * Lets a caller past to a handler only with the scope that the handler {@link Needs}. Comes before
 * everything that says more about the request.
 */
@Component
@Order(Ordered.HIGHEST_PRECEDENCE)
class ScopeGuard implements HandlerInterceptor {
  @Override
  public boolean preHandle(
      HttpServletRequest request, HttpServletResponse response, Object handler) {
    if (handler instanceof HandlerMethod method
        && request.getDispatcherType() == DispatcherType.REQUEST) {
      Needs needs = method.getMethodAnnotation(Needs.class);
      if (needs != null) {
        Caller.of(request).require(needs.value(), request.getMethod() + " on this path");
      }
    }
    return true;
  }
}
