package dev.ccrunner.gateway.web;

import dev.ccrunner.gateway.problem.ErrorCode;
import dev.ccrunner.gateway.problem.ProblemException;
import dev.ccrunner.gateway.problem.Shown;
import jakarta.servlet.http.HttpServletRequest;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What stands after the question mark, each name once. Read from the URL itself: the servlet's own
 * parameters would also swallow a form in the body.
 */
public final class QueryParameters {
  private final Map<String, String> values;

  private QueryParameters(Map<String, String> values) {
    this.values = Collections.unmodifiableMap(values);
  }

  static QueryParameters of(HttpServletRequest request) {
    return parse(request.getQueryString());
  }

  static QueryParameters parse(@Nullable String query) {
    var values = new LinkedHashMap<String, String>();
    for (String pair : (query == null ? "" : query).split("&")) {
      if (pair.isEmpty()) {
        continue;
      }
      int equals = pair.indexOf('=');
      String name = decoded(equals < 0 ? pair : pair.substring(0, equals));
      String value = equals < 0 ? "" : decoded(pair.substring(equals + 1));
      if (values.put(name, value) != null) {
        throw ProblemException.of(
            ErrorCode.INVALID_PARAMETER,
            Shown.shortly(name) + ": expected this query parameter once, found it twice.");
      }
    }
    return new QueryParameters(values);
  }

  /** The value of that name, or empty. */
  public Optional<String> value(String name) {
    return Optional.ofNullable(values.get(name));
  }

  /** All whose name begins with {@code prefix}, by the rest of their name, sorted. */
  public Map<String, String> withPrefix(String prefix) {
    var found = new TreeMap<String, String>();
    values.forEach((name, value) -> {
      if (name.startsWith(prefix)) {
        found.put(name.substring(prefix.length()), value);
      }
    });
    return found;
  }

  Iterable<String> names() {
    return values.keySet();
  }

  private static String decoded(String text) {
    try {
      String decoded = URLDecoder.decode(text, StandardCharsets.UTF_8);
      if (decoded.indexOf('\0') < 0) {
        return decoded;
      }
    } catch (IllegalArgumentException e) {
      // Answered below.
    }
    throw ProblemException.of(
        ErrorCode.INVALID_PARAMETER,
        "Expected a query in percent-encoded UTF-8, found '%s'.".formatted(Shown.shortly(text)));
  }
}
