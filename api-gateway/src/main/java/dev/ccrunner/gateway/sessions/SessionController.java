package dev.ccrunner.gateway.sessions;

import dev.ccrunner.gateway.idempotency.Answer;
import dev.ccrunner.gateway.idempotency.IdempotencyKey;
import dev.ccrunner.gateway.identity.Caller;
import dev.ccrunner.gateway.identity.Needs;
import dev.ccrunner.gateway.identity.Scope;
import dev.ccrunner.gateway.identity.trail.AuditAction;
import dev.ccrunner.gateway.identity.trail.Audited;
import dev.ccrunner.gateway.problem.ErrorCode;
import dev.ccrunner.gateway.problem.Refusals;
import dev.ccrunner.gateway.web.IfMatch;
import dev.ccrunner.gateway.web.JsonBody;
import dev.ccrunner.gateway.web.Page;
import dev.ccrunner.gateway.web.QueryNames;
import dev.ccrunner.gateway.web.QueryParameters;
import dev.ccrunner.infra.blob.BlobsNotConfigured;
import dev.ccrunner.infra.postgres.StoredSession;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PatchMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Sessions over HTTP. Their scopes are those of runs: a session is nothing but runs in order. */
@RestController
@RequestMapping(path = "/v1/sessions", produces = MediaType.APPLICATION_JSON_VALUE)
class SessionController implements SessionApi {
  /** Of every new session: its first version. */
  private static final String FIRST = "\"1\"";

  private final TeamSessions sessions;
  private final SessionForks forks;
  private final SessionExports exports;
  private final SessionImports imports;
  private final SessionSettings settings;

  SessionController(
      TeamSessions sessions,
      SessionForks forks,
      SessionExports exports,
      SessionImports imports,
      SessionSettings settings) {
    this.sessions = sessions;
    this.forks = forks;
    this.exports = exports;
    this.imports = imports;
    this.settings = settings;
  }

  @Override
  @Audited(AuditAction.SESSION_CREATED)
  @PostMapping
  @Needs(Scope.RUNS_WRITE)
  @Refusals({
    ErrorCode.INVALID_FIELD,
    ErrorCode.MISSING_FIELD,
    ErrorCode.FILE_NOT_FOUND,
    ErrorCode.SECRET_NOT_FOUND,
    ErrorCode.RUN_NOT_FOUND,
    ErrorCode.RUN_NOT_ENDED,
    ErrorCode.STATE_NOT_KEPT,
    ErrorCode.FILES_NOT_CONFIGURED
  })
  public ResponseEntity<String> create(Caller caller, JsonBody body, HttpServletRequest request)
      throws BlobsNotConfigured {
    var key = IdempotencyKey.of("POST /v1/sessions", request, body);
    return created(sessions.create(caller, SessionRequest.read(body), key));
  }

  @Override
  @GetMapping
  @Needs(Scope.RUNS_READ)
  @Refusals({ErrorCode.INVALID_PARAMETER, ErrorCode.BAD_CURSOR})
  @QueryNames({"limit", "cursor", "status", "q", "created_after", "label.*"})
  public Page<SessionView> list(Caller caller, QueryParameters query) {
    return sessions.list(caller, SessionQuery.of(caller, query, settings));
  }

  @Override
  @GetMapping("/{id}")
  @Needs(Scope.RUNS_READ)
  @Refusals(ErrorCode.SESSION_NOT_FOUND)
  public ResponseEntity<SessionView> get(Caller caller, @PathVariable String id) {
    return answer(sessions.look(caller, id));
  }

  @Override
  @Audited(AuditAction.SESSION_CHANGED)
  @PatchMapping("/{id}")
  @Needs(Scope.RUNS_WRITE)
  @Refusals({
    ErrorCode.INVALID_HEADER,
    ErrorCode.INVALID_FIELD,
    ErrorCode.SESSION_NOT_FOUND,
    ErrorCode.PRECONDITION_FAILED
  })
  public ResponseEntity<SessionView> change(
      Caller caller, @PathVariable String id, JsonBody body, HttpServletRequest request) {
    return answer(sessions.change(caller, id, IfMatch.version(request), SessionPatch.read(body)));
  }

  @Override
  @Audited({AuditAction.SESSION_DELETED, AuditAction.RUN_CANCELLED})
  @DeleteMapping("/{id}")
  @Needs(Scope.RUNS_WRITE)
  @Refusals({
    ErrorCode.INVALID_HEADER,
    ErrorCode.SESSION_NOT_FOUND,
    ErrorCode.SESSION_ACTIVE,
    ErrorCode.PRECONDITION_FAILED
  })
  public ResponseEntity<Void> delete(
      Caller caller,
      @PathVariable String id,
      @RequestParam(defaultValue = "false") boolean cancel,
      HttpServletRequest request) {
    sessions.delete(caller, id, IfMatch.version(request), cancel);
    return ResponseEntity.noContent().build();
  }

  @Override
  @Audited(AuditAction.SESSION_FORKED)
  @PostMapping("/{id}/fork")
  @Needs(Scope.RUNS_WRITE)
  @Refusals({
    ErrorCode.INVALID_FIELD,
    ErrorCode.SESSION_NOT_FOUND,
    ErrorCode.SESSION_ACTIVE,
    ErrorCode.STATE_NOT_KEPT
  })
  public ResponseEntity<String> fork(
      Caller caller, @PathVariable String id, JsonBody body, HttpServletRequest request) {
    var key = IdempotencyKey.of("POST /v1/sessions/{id}/fork", request, body);
    return created(forks.fork(caller, id, SessionForkRequest.read(body), key));
  }

  @Override
  @Audited(AuditAction.SESSION_EXPORTED)
  @GetMapping(path = "/{id}/export", produces = MediaType.ALL_VALUE)
  @Needs(Scope.RUNS_READ)
  @Refusals({ErrorCode.SESSION_NOT_FOUND, ErrorCode.STATE_NOT_KEPT})
  public void export(Caller caller, @PathVariable String id, HttpServletResponse response)
      throws IOException {
    try (var export = exports.prepare(caller, id)) {
      response.setContentType("application/zip");
      response.setHeader(
          "Content-Disposition", "attachment; filename=\"" + export.fileName() + "\"");
      response.setHeader("X-Content-Type-Options", "nosniff");
      response.setHeader("Cache-Control", "no-store");
      exports.write(export, response.getOutputStream());
    }
  }

  @Override
  @Audited(AuditAction.SESSION_IMPORTED)
  @PostMapping("/import")
  @Needs(Scope.RUNS_WRITE)
  @Refusals({
    ErrorCode.MISSING_FIELD,
    ErrorCode.INVALID_FIELD,
    ErrorCode.FILE_NOT_FOUND,
    ErrorCode.MALFORMED_ARCHIVE,
    ErrorCode.STORAGE_FULL,
    ErrorCode.FILES_NOT_CONFIGURED
  })
  public ResponseEntity<String> importFrom(
      Caller caller, JsonBody body, HttpServletRequest request) {
    var key = IdempotencyKey.of("POST /v1/sessions/import", request, body);
    return created(imports.read(caller, SessionImportRequest.read(body), key));
  }

  private static ResponseEntity<String> created(Answer given) {
    var answer = given.toResponse();
    return ResponseEntity.status(answer.getStatusCode())
        .headers(answer.getHeaders())
        .eTag(FIRST)
        .body(answer.getBody());
  }

  private static ResponseEntity<SessionView> answer(StoredSession session) {
    return ResponseEntity.ok().eTag("\"" + session.version() + "\"").body(SessionView.of(session));
  }
}
