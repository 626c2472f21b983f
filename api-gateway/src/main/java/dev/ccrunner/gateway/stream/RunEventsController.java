package dev.ccrunner.gateway.stream;

import dev.ccrunner.gateway.identity.Admission;
import dev.ccrunner.gateway.identity.Caller;
import dev.ccrunner.gateway.identity.Needs;
import dev.ccrunner.gateway.identity.Scope;
import dev.ccrunner.gateway.problem.ErrorCode;
import dev.ccrunner.gateway.problem.ProblemException;
import dev.ccrunner.gateway.problem.Refusals;
import dev.ccrunner.run.RunId;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** {@code GET /v1/runs/{id}/events}: the same log as a stream or as a page, as Accept says. */
@RestController
class RunEventsController implements RunEventsApi {
  private final RunStreams streams;

  RunEventsController(RunStreams streams) {
    this.streams = streams;
  }

  @Override
  @Needs(Scope.RUNS_READ)
  @GetMapping("/v1/runs/{id}/events")
  @Refusals({ErrorCode.RUN_NOT_FOUND, ErrorCode.INVALID_HEADER})
  public void events(
      Caller caller,
      @PathVariable String id,
      @RequestParam(required = false) @Nullable String after,
      @RequestParam(required = false) @Nullable String limit,
      @RequestParam(required = false) @Nullable String types,
      @RequestParam(required = false) @Nullable String deltas,
      @RequestHeader(name = "Last-Event-ID", required = false) @Nullable String lastEventId,
      HttpServletRequest request,
      HttpServletResponse response)
      throws IOException {
    RunId run =
        RunId.parse(id)
            .orElseThrow(
                () -> ProblemException.of(ErrorCode.RUN_NOT_FOUND, "There is no such run."));
    var options =
        new StreamOptions(
            EventQuery.after(lastEventId, after),
            EventQuery.deltas(deltas),
            EventQuery.types(types));
    int pageSize = EventQuery.limit(limit);
    if (StreamAccept.wantsStream(request)) {
      var admission = Admission.of(request);
      streams.stream(
          request, response, caller.teamId(), run, options, () -> admission.holds(Scope.RUNS_READ));
      return;
    }
    EventPage page = streams.page(caller.teamId(), run, options.after(), pageSize, options.types());
    response.setContentType(MediaType.APPLICATION_JSON_VALUE);
    response.setHeader("Cache-Control", "no-store");
    response.getOutputStream().write(page.json().getBytes(StandardCharsets.UTF_8));
  }
}
