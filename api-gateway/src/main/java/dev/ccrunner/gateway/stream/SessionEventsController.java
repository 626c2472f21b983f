package dev.ccrunner.gateway.stream;

import dev.ccrunner.gateway.identity.Admission;
import dev.ccrunner.gateway.identity.Caller;
import dev.ccrunner.gateway.identity.Needs;
import dev.ccrunner.gateway.identity.Scope;
import dev.ccrunner.gateway.problem.ErrorCode;
import dev.ccrunner.gateway.problem.ProblemException;
import dev.ccrunner.gateway.problem.Refusals;
import dev.ccrunner.session.SessionId;
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

/**
 * {@code GET /v1/sessions/{id}/events}: the logs of all its runs as a stream or as a page, as
 * Accept says.
 */
@RestController
class SessionEventsController implements SessionEventsApi {
  private final SessionStreams streams;

  SessionEventsController(SessionStreams streams) {
    this.streams = streams;
  }

  @Override
  @Needs(Scope.RUNS_READ)
  @GetMapping("/v1/sessions/{id}/events")
  @Refusals({ErrorCode.SESSION_NOT_FOUND, ErrorCode.INVALID_HEADER})
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
    SessionId session =
        SessionId.parse(id)
            .orElseThrow(() ->
                ProblemException.of(ErrorCode.SESSION_NOT_FOUND, "There is no such session."));
    StreamPlace place = EventQuery.place(lastEventId, after);
    var options =
        new StreamOptions(place.seq(), EventQuery.deltas(deltas), EventQuery.types(types));
    int pageSize = EventQuery.limit(limit);
    if (StreamAccept.wantsStream(request)) {
      var admission = Admission.of(request);
      streams.stream(
          request,
          response,
          caller.teamId(),
          session,
          place,
          options,
          () -> admission.holds(Scope.RUNS_READ));
      return;
    }
    var page = streams.page(caller.teamId(), session, place, pageSize, options.types());
    response.setContentType(MediaType.APPLICATION_JSON_VALUE);
    response.setHeader("Cache-Control", "no-store");
    response.getOutputStream().write(page.json().getBytes(StandardCharsets.UTF_8));
  }
}
