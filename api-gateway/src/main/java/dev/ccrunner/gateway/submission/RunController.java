package dev.ccrunner.gateway.submission;

import dev.ccrunner.gateway.idempotency.Answer;
import dev.ccrunner.gateway.idempotency.IdempotencyKey;
import dev.ccrunner.gateway.identity.Caller;
import dev.ccrunner.gateway.identity.Needs;
import dev.ccrunner.gateway.identity.Scope;
import dev.ccrunner.gateway.identity.trail.AuditAction;
import dev.ccrunner.gateway.identity.trail.Audited;
import dev.ccrunner.gateway.identity.trail.NotAudited;
import dev.ccrunner.gateway.problem.ErrorCode;
import dev.ccrunner.gateway.problem.ProblemException;
import dev.ccrunner.gateway.problem.Refusals;
import dev.ccrunner.gateway.web.Fields;
import dev.ccrunner.gateway.web.JsonBody;
import dev.ccrunner.gateway.web.Page;
import dev.ccrunner.gateway.web.QueryNames;
import dev.ccrunner.gateway.web.QueryParameters;
import dev.ccrunner.gateway.web.Wait;
import dev.ccrunner.run.RunId;
import dev.ccrunner.run.RunStatus;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Objects;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Runs over HTTP. */
@RestController
@RequestMapping(path = "/v1/runs", produces = MediaType.APPLICATION_JSON_VALUE)
class RunController implements RunApi {
  private static final String PREFERENCE_APPLIED = "Preference-Applied";
  private static final String NO_REASON = "Cancelled through the API.";
  private static final int MAX_REASON = 500;

  private final RunAdmission admission;
  private final Runs runs;
  private final RunEndings endings;

  RunController(RunAdmission admission, Runs runs, RunEndings endings) {
    this.admission = admission;
    this.runs = runs;
    this.endings = endings;
  }

  @Override
  @Needs(Scope.RUNS_WRITE)
  @NotAudited("The run itself says who submitted it, and they are too many for one chain")
  @PostMapping
  @Refusals({
    ErrorCode.MISSING_FIELD,
    ErrorCode.UNSUPPORTED_FIELD,
    ErrorCode.POLICY_EXCEEDED,
    ErrorCode.SECRET_NOT_FOUND,
    ErrorCode.FILE_NOT_FOUND,
    ErrorCode.SESSION_NOT_FOUND,
    ErrorCode.SESSION_ARCHIVED,
    ErrorCode.STORAGE_FULL,
    ErrorCode.PROMPT_TOO_LARGE,
    ErrorCode.BUDGET_EXHAUSTED,
    ErrorCode.TOO_MANY_QUEUED_RUNS,
    ErrorCode.QUEUE_FULL
  })
  public ResponseEntity<?> submit(
      Caller caller,
      JsonBody body,
      Wait wait,
      @RequestParam(name = "dry_run", defaultValue = "false") boolean dryRun,
      HttpServletRequest request) {
    var key = IdempotencyKey.of("POST /v1/runs", request, body);
    return switch (admission.decide(RunSubmission.read(body), caller.caps())) {
      case Admission.Refused refused ->
          throw ProblemException.ofFields(refused.code(), refused.errors());
      case Admission.Admitted admitted when dryRun -> {
        runs.check(caller, admitted);
        yield ResponseEntity.ok(ResolvedRequest.of(admitted));
      }
      case Admission.Admitted admitted -> submitted(caller, admitted, key, wait);
    };
  }

  private ResponseEntity<?> submitted(
      Caller caller, Admission.Admitted admitted, IdempotencyKey key, Wait wait) {
    var accepted = runs.submit(caller, admitted, key);
    Answer answer = accepted.answer();
    if (answer.replayed()
        || !wait.wanted()
        || !endings.await(caller.teamId(), accepted.run(), wait.longest())) {
      return answer.toResponse();
    }
    RunView run = runs.look(caller, accepted.run());
    return ResponseEntity.status(ended(run) ? 200 : 202)
        .header("Location", Objects.requireNonNull(answer.location()))
        .header(PREFERENCE_APPLIED, wait.applied())
        .body(run);
  }

  @Override
  @Needs(Scope.RUNS_READ)
  @GetMapping
  @Refusals({ErrorCode.INVALID_PARAMETER, ErrorCode.UNSUPPORTED_PARAMETER, ErrorCode.BAD_CURSOR})
  @QueryNames(
      value = {"limit", "cursor", "status", "session_id", "created_after", "label.*"},
      unsupported = {"batch_id"})
  public Page<RunView> list(Caller caller, QueryParameters query) {
    return runs.list(caller, RunQuery.of(caller, query));
  }

  @Override
  @Needs(Scope.RUNS_READ)
  @GetMapping("/{id}")
  @Refusals(ErrorCode.RUN_NOT_FOUND)
  public ResponseEntity<RunView> get(Caller caller, @PathVariable String id, Wait wait) {
    RunId run = Runs.id(id);
    RunView now = runs.look(caller, run);
    if (!wait.wanted()) {
      return ResponseEntity.ok(now);
    }
    if (ended(now)) {
      return ResponseEntity.ok().header(PREFERENCE_APPLIED, wait.applied()).body(now);
    }
    if (!endings.await(caller.teamId(), run, wait.longest())) {
      return ResponseEntity.ok(now);
    }
    return ResponseEntity.ok()
        .header(PREFERENCE_APPLIED, wait.applied())
        .body(runs.look(caller, run));
  }

  @Override
  @Needs(Scope.RUNS_WRITE)
  @Audited(AuditAction.RUN_CANCELLED)
  @PostMapping("/{id}/cancel")
  @Refusals({ErrorCode.RUN_NOT_FOUND, ErrorCode.INVALID_FIELD})
  public ResponseEntity<String> cancel(
      Caller caller, @PathVariable String id, JsonBody body, HttpServletRequest request) {
    RunId run = Runs.id(id);
    Fields fields = body.fieldsIfAny();
    String reason = fields.text("reason");
    fields.done();
    if (reason != null && (reason.isBlank() || reason.length() > MAX_REASON)) {
      throw ProblemException.at(
          ErrorCode.INVALID_FIELD,
          "/reason",
          "Expected 1 to %d characters, found %d.".formatted(MAX_REASON, reason.length()));
    }
    var key = IdempotencyKey.of("POST /v1/runs/{id}/cancel", request, body);
    return runs.cancel(caller, run, reason == null ? NO_REASON : reason, key).toResponse();
  }

  private static boolean ended(RunView run) {
    return RunStatus.ofWireName(run.status()).terminal();
  }
}
