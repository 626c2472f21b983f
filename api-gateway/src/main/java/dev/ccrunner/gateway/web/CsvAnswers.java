package dev.ccrunner.gateway.web;

import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import org.springframework.core.MethodParameter;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.converter.HttpMessageConverter;
import org.springframework.http.server.ServerHttpRequest;
import org.springframework.http.server.ServerHttpResponse;
import org.springframework.web.bind.annotation.ControllerAdvice;
import org.springframework.web.servlet.mvc.method.annotation.ResponseBodyAdvice;

/**
 * The headers of answers that may be CSV: where the next page is, and what their form depends on.
 */
@ControllerAdvice
class CsvAnswers implements ResponseBodyAdvice<Object> {
  @Override
  public boolean supports(
      MethodParameter method, Class<? extends HttpMessageConverter<?>> converter) {
    return true; // Bodies of handlers that answer with a ResponseEntity are only known later.
  }

  @Override
  public @Nullable Object beforeBodyWrite(
      @Nullable Object body,
      MethodParameter method,
      MediaType chosen,
      Class<? extends HttpMessageConverter<?>> converter,
      ServerHttpRequest request,
      ServerHttpResponse response) {
    if (body instanceof Tabular table) {
      response.getHeaders().add(HttpHeaders.VARY, HttpHeaders.ACCEPT);
      String cursor = table.nextCursor();
      if (cursor != null && CsvConverter.CSV.isCompatibleWith(chosen)) {
        response
            .getHeaders()
            .add(HttpHeaders.LINK, "<" + next(request.getURI(), cursor) + ">; rel=\"next\"");
      }
    }
    return body;
  }

  /** The same request with this cursor, relative to the address of the service. */
  private static String next(URI asked, String cursor) {
    var next = new StringBuilder(asked.getRawPath()).append('?');
    String query = asked.getRawQuery();
    for (String pair : (query == null ? "" : query).split("&")) {
      if (!pair.isEmpty() && !pair.startsWith("cursor=")) {
        next.append(pair).append('&');
      }
    }
    return next.append("cursor=")
        .append(URLEncoder.encode(cursor, StandardCharsets.UTF_8))
        .toString();
  }
}
