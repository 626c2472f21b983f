package dev.ccrunner.gateway.stream;

import dev.ccrunner.gateway.problem.ErrorCode;
import dev.ccrunner.gateway.problem.ProblemException;
import dev.ccrunner.gateway.problem.Shown;
import jakarta.servlet.http.HttpServletRequest;
import java.util.List;
import org.springframework.http.HttpHeaders;
import org.springframework.http.InvalidMediaTypeException;
import org.springframework.http.MediaType;

/** Whether a client wants a stream or a page. */
final class StreamAccept {
  private StreamAccept() {}

  /** A stream only for who names it: {@code curl} and its like accept anything, and get a page. */
  static boolean wantsStream(HttpServletRequest request) {
    String header = request.getHeader(HttpHeaders.ACCEPT);
    if (header == null || header.isBlank()) {
      return false;
    }
    List<MediaType> accepted;
    try {
      accepted = MediaType.parseMediaTypes(header);
    } catch (InvalidMediaTypeException _) {
      throw notAcceptable(header);
    }
    double stream = quality(accepted, MediaType.TEXT_EVENT_STREAM, true);
    double json = quality(accepted, MediaType.APPLICATION_JSON, false);
    if (stream <= 0 && json <= 0) {
      throw notAcceptable(header);
    }
    return stream > 0 && stream >= quality(accepted, MediaType.APPLICATION_JSON, true);
  }

  private static double quality(List<MediaType> accepted, MediaType offered, boolean byName) {
    return accepted.stream()
        .filter(type -> byName ? type.equalsTypeAndSubtype(offered) : type.includes(offered))
        .mapToDouble(MediaType::getQualityValue)
        .max()
        .orElse(0);
  }

  private static ProblemException notAcceptable(String accept) {
    return ProblemException.of(
        ErrorCode.NOT_ACCEPTABLE,
        "Expected Accept: text/event-stream or application/json, found '%s'."
            .formatted(Shown.shortly(accept)));
  }
}
