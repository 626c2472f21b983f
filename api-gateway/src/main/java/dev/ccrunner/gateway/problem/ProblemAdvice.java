package dev.ccrunner.gateway.problem;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import org.springframework.web.context.request.async.AsyncRequestNotUsableException;

/** Answers what goes wrong in and around a handler. */
@RestControllerAdvice
class ProblemAdvice {
  private final ProblemWriter writer;

  ProblemAdvice(ProblemWriter writer) {
    this.writer = writer;
  }

  @ExceptionHandler
  void answer(Exception e, HttpServletRequest request, HttpServletResponse response)
      throws Exception {
    if (response.isCommitted()) {
      // Half an answer is out: only cutting the connection tells the client that the rest is lost.
      throw e;
    }
    writer.write(ProblemTranslation.of(e), request, response);
  }

  @ExceptionHandler
  void clientIsGone(AsyncRequestNotUsableException e) throws IOException {
    // Nobody is left to be answered.
  }
}
