package dev.ccrunner.gateway.submission;

import dev.ccrunner.gateway.identity.Caller;
import dev.ccrunner.gateway.identity.Needs;
import dev.ccrunner.gateway.identity.Scope;
import dev.ccrunner.gateway.problem.ErrorCode;
import dev.ccrunner.gateway.problem.ProblemException;
import dev.ccrunner.gateway.problem.Refusals;
import dev.ccrunner.gateway.problem.Shown;
import dev.ccrunner.gateway.web.Page;
import dev.ccrunner.gateway.web.QueryNames;
import dev.ccrunner.gateway.web.QueryParameters;
import dev.ccrunner.infra.postgres.SessionLedger;
import dev.ccrunner.session.SessionId;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;

/** {@code GET /v1/sessions/{id}/runs}. */
@RestController
class SessionRunsController implements SessionRunsApi {
  private final Runs runs;
  private final SessionLedger sessions;

  SessionRunsController(Runs runs, SessionLedger sessions) {
    this.runs = runs;
    this.sessions = sessions;
  }

  @Override
  @Needs(Scope.RUNS_READ)
  @GetMapping(path = "/v1/sessions/{id}/runs", produces = MediaType.APPLICATION_JSON_VALUE)
  @Refusals({ErrorCode.SESSION_NOT_FOUND, ErrorCode.INVALID_PARAMETER, ErrorCode.BAD_CURSOR})
  @QueryNames({"limit", "cursor", "status", "created_after", "label.*"})
  public Page<RunView> list(Caller caller, @PathVariable String id, QueryParameters query) {
    var session =
        SessionId.parse(id)
            .flatMap(parsed -> sessions.find(caller.teamId(), parsed))
            .orElseThrow(() ->
                ProblemException.of(
                    ErrorCode.SESSION_NOT_FOUND,
                    "Expected the id of a session of this team, found '%s'."
                        .formatted(Shown.shortly(id))));
    return runs.list(caller, RunQuery.of(caller, query, session.id()));
  }
}
