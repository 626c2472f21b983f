package dev.ccrunner.gateway.content;

import dev.ccrunner.gateway.problem.ErrorCode;
import dev.ccrunner.gateway.problem.ProblemException;
import dev.ccrunner.gateway.problem.Shown;
import jakarta.servlet.http.HttpServletRequest;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The part of a content that a client wants: RFC 9110, 14.2. */
record ByteRange(long from, long length) {
  private static final Pattern ONE = Pattern.compile("bytes=\\s*(\\d{0,18})-(\\d{0,18})\\s*");

  /**
   * The part that the request is for; null: all of it. More than one part at once, and units other
   * than bytes, are answered with all of it, as everybody may.
   *
   * @throws ProblemException when the content has no such part
   */
  static @Nullable ByteRange of(HttpServletRequest request, Content content) {
    String range = request.getHeader("Range");
    String condition = request.getHeader("If-Range");
    if (range == null
        || !range.startsWith("bytes=")
        || range.contains(",")
        || (condition != null && !condition.strip().equals(content.eTag()))) {
      return null;
    }
    var one = ONE.matcher(range);
    if (!one.matches() || (one.group(1).isEmpty() && one.group(2).isEmpty())) {
      throw none(range, content);
    }
    long last = content.bytes() - 1;
    long from;
    long to;
    if (one.group(1).isEmpty()) {
      from = Math.max(0, content.bytes() - Long.parseLong(one.group(2)));
      to = last;
    } else {
      from = Long.parseLong(one.group(1));
      to = one.group(2).isEmpty() ? last : Math.min(last, Long.parseLong(one.group(2)));
      if (!one.group(2).isEmpty() && Long.parseLong(one.group(2)) < from) {
        throw none(range, content);
      }
    }
    if (from > to) {
      throw none(range, content);
    }
    return new ByteRange(from, to - from + 1);
  }

  private static ProblemException none(String range, Content content) {
    return ProblemException.of(
            ErrorCode.RANGE_NOT_SATISFIABLE,
            "Range: expected bytes that are in the content of %d bytes, found '%s'."
                .formatted(content.bytes(), Shown.shortly(range)))
        .withHeader("Content-Range", "bytes */" + content.bytes());
  }

  String header(Content content) {
    return "bytes %d-%d/%d".formatted(from, from + length - 1, content.bytes());
  }
}
