package dev.ccrunner.gateway.web;

import dev.ccrunner.gateway.problem.ErrorCode;
import dev.ccrunner.gateway.problem.ProblemException;
import dev.ccrunner.gateway.problem.Shown;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.springframework.core.MethodParameter;
import org.springframework.http.InvalidMediaTypeException;
import org.springframework.http.MediaType;
import org.springframework.stereotype.Component;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.method.HandlerMethod;
import org.springframework.web.servlet.HandlerInterceptor;

/**
 * What must hold before any handler of ours runs: only query parameters that it has, and a body
 * that is declared as JSON. Before, because binding a parameter would already read a form.
 */
@Component
class RequestConventions implements HandlerInterceptor {
  private static final String OURS = "dev.ccrunner.gateway.";

  /** Their body means nothing, and is never read. */
  private static final Set<String> SAFE = Set.of("GET", "HEAD", "OPTIONS");

  @Override
  public boolean preHandle(
      HttpServletRequest request, HttpServletResponse response, Object handler) {
    if (handler instanceof HandlerMethod method
        && method.getBeanType().getName().startsWith(OURS)
        && request.getDispatcherType() == DispatcherType.REQUEST) {
      checkQuery(QueryParameters.of(request), method);
      checkBody(request, method);
    }
    return true;
  }

  private static void checkQuery(QueryParameters query, HandlerMethod method) {
    QueryNames names = method.getMethodAnnotation(QueryNames.class);
    var known = new TreeSet<>(requestParams(method));
    known.addAll(names == null ? List.of() : List.of(names.value()));
    for (String name : query.names()) {
      if (names != null && Arrays.asList(names.unsupported()).contains(name)) {
        throw ProblemException.of(
            ErrorCode.UNSUPPORTED_PARAMETER,
            name + ": this version of the service does not support this query parameter yet.");
      }
      if (known.stream().noneMatch(pattern -> matches(pattern, name))) {
        throw ProblemException.of(
            ErrorCode.UNKNOWN_PARAMETER,
            "Expected %s, found '%s'."
                .formatted(
                    known.isEmpty()
                        ? "no query parameters"
                        : "only the query parameters " + String.join(", ", known),
                    Shown.shortly(name)));
      }
    }
  }

  private static boolean matches(String pattern, String name) {
    return pattern.endsWith("*")
        ? name.startsWith(pattern.substring(0, pattern.length() - 1))
        : name.equals(pattern);
  }

  private static List<String> requestParams(HandlerMethod method) {
    return Arrays.stream(method.getMethodParameters())
        .filter(parameter -> parameter.hasParameterAnnotation(RequestParam.class))
        .map(RequestConventions::name)
        .toList();
  }

  private static String name(MethodParameter parameter) {
    String given =
        Objects.requireNonNull(parameter.getParameterAnnotation(RequestParam.class)).name();
    if (!given.isEmpty()) {
      return given;
    }
    var copy = parameter.nestedIfOptional();
    copy.initParameterNameDiscovery(new org.springframework.core.DefaultParameterNameDiscoverer());
    return Objects.requireNonNull(copy.getParameterName(), "compiled with -parameters");
  }

  private static void checkBody(HttpServletRequest request, HandlerMethod method) {
    boolean empty =
        SAFE.contains(request.getMethod())
            || request.getContentLengthLong() == 0
            || (request.getContentLengthLong() < 0
                && request.getHeader("Transfer-Encoding") == null);
    if (empty) {
      return;
    }
    if (!method.hasMethodAnnotation(RawBody.class) && !json(request.getContentType())) {
      throw unsupported("Content-Type: application/json", request.getContentType());
    }
    String encoding = request.getHeader("Content-Encoding");
    if (encoding != null && !encoding.equalsIgnoreCase("identity")) {
      throw unsupported("a body without Content-Encoding", encoding);
    }
  }

  private static boolean json(@Nullable String contentType) {
    if (contentType == null) {
      return false;
    }
    try {
      var type = MediaType.parseMediaType(contentType);
      return MediaType.APPLICATION_JSON.equalsTypeAndSubtype(type)
          && (type.getCharset() == null
              || type.getCharset().equals(java.nio.charset.StandardCharsets.UTF_8));
    } catch (InvalidMediaTypeException e) {
      return false;
    }
  }

  private static ProblemException unsupported(String expected, @Nullable String found) {
    return ProblemException.of(
            ErrorCode.UNSUPPORTED_MEDIA_TYPE,
            "Expected %s, found %s."
                .formatted(expected, found == null ? "none" : "'" + Shown.shortly(found) + "'"))
        .withHeader("Accept", MediaType.APPLICATION_JSON_VALUE);
  }
}
