package dev.ccrunner.gateway.web;

import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.springframework.core.MethodParameter;
import org.springframework.stereotype.Component;
import org.springframework.web.bind.support.WebDataBinderFactory;
import org.springframework.web.context.request.NativeWebRequest;
import org.springframework.web.method.support.HandlerMethodArgumentResolver;
import org.springframework.web.method.support.ModelAndViewContainer;

/**
 * Hands {@link JsonBody}, {@link QueryParameters} and {@link Wait} to handlers that ask for them.
 */
@Component
class ConventionArguments implements HandlerMethodArgumentResolver {
  private final JsonBodies bodies;
  private final WebSettings settings;

  ConventionArguments(JsonBodies bodies, WebSettings settings) {
    this.bodies = bodies;
    this.settings = settings;
  }

  @Override
  public boolean supportsParameter(MethodParameter parameter) {
    Class<?> type = parameter.getParameterType();
    return type == JsonBody.class || type == QueryParameters.class || type == Wait.class;
  }

  @Override
  public Object resolveArgument(
      MethodParameter parameter,
      @Nullable ModelAndViewContainer container,
      NativeWebRequest webRequest,
      @Nullable WebDataBinderFactory binderFactory)
      throws IOException {
    var request = (HttpServletRequest) webRequest.getNativeRequest();
    Class<?> type = parameter.getParameterType();
    if (type == JsonBody.class) {
      return bodies.read(
          request.getInputStream(),
          request.getContentLengthLong(),
          parameter.hasParameterAnnotation(Discreet.class));
    }
    return type == Wait.class
        ? WaitPreference.of(request.getHeaders("Prefer"), settings.maxWait())
        : QueryParameters.of(request);
  }
}
