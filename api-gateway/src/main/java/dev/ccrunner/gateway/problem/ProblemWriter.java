package dev.ccrunner.gateway.problem;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/** The one place that turns a problem into an answer. */
@Component
public class ProblemWriter {
  static final String MEDIA_TYPE = "application/problem+json";

  private final JsonMapper json;

  ProblemWriter(JsonMapper json) {
    this.json = json;
  }

  /** Answers {@code request} with the problem, whatever media type it accepts. */
  public void write(
      ProblemException problem, HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    String requestId = RequestId.of(request);
    byte[] body = bytes(problem, request.getRequestURI(), requestId);
    response.resetBuffer();
    response.setStatus(problem.code().status());
    response.setContentType(MEDIA_TYPE);
    response.setContentLength(body.length);
    response.setHeader("Cache-Control", "no-store");
    response.setHeader(RequestId.HEADER, requestId);
    problem.headers().forEach(response::setHeader);
    if (hasUnreadBody(request)) {
      // Jetty closes the connection then; a client that is not told would try to use it again.
      response.setHeader("Connection", "close");
    }
    response.getOutputStream().write(body);
  }

  private static boolean hasUnreadBody(HttpServletRequest request) throws IOException {
    boolean announced =
        request.getContentLengthLong() > 0 || request.getHeader("Transfer-Encoding") != null;
    return announced && !request.getInputStream().isFinished();
  }

  byte[] bytes(ProblemException problem, String instance, String requestId) {
    return json.writeValueAsBytes(Problem.of(problem, instance, requestId));
  }
}
