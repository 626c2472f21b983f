package dev.ccrunner.gateway.web;

import dev.ccrunner.gateway.problem.ErrorCode;
import dev.ccrunner.gateway.problem.ProblemException;
import jakarta.servlet.http.HttpServletRequest;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The version that a client believes to change. */
public final class IfMatch {
  private static final String HEADER = "If-Match";
  private static final Pattern VERSION = Pattern.compile("\"([0-9]{1,9})\"");

  private IfMatch() {}

  /** That of the request; null: it does not say, or any will do. */
  public static @Nullable Integer version(HttpServletRequest request) {
    String text = request.getHeader(HEADER);
    if (text == null || text.strip().equals("*")) {
      return null;
    }
    var version = VERSION.matcher(text.strip());
    if (!version.matches()) {
      throw ProblemException.of(
          ErrorCode.INVALID_HEADER,
          HEADER + ": expected the ETag of a GET, such as \"3\", found something else.");
    }
    return Integer.valueOf(version.group(1));
  }
}
