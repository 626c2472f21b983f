package dev.ccrunner.gateway.submission;

import dev.ccrunner.gateway.idempotency.IdempotencyKey;
import dev.ccrunner.gateway.identity.Caller;
import dev.ccrunner.gateway.identity.Needs;
import dev.ccrunner.gateway.identity.Scope;
import dev.ccrunner.gateway.identity.trail.AuditAction;
import dev.ccrunner.gateway.identity.trail.Audited;
import dev.ccrunner.gateway.problem.ErrorCode;
import dev.ccrunner.gateway.problem.ProblemException;
import dev.ccrunner.gateway.problem.Refusals;
import dev.ccrunner.gateway.web.Fields;
import dev.ccrunner.gateway.web.JsonBody;
import dev.ccrunner.run.RunId;
import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** Messages and interrupts over HTTP. */
@RestController
@RequestMapping(path = "/v1/runs/{id}", produces = MediaType.APPLICATION_JSON_VALUE)
class SteeringController implements SteeringApi {
  private final RunSteering steering;
  private final SubmissionSettings settings;

  SteeringController(RunSteering steering, SubmissionSettings settings) {
    this.steering = steering;
    this.settings = settings;
  }

  @Override
  @Needs(Scope.RUNS_WRITE)
  @Audited(AuditAction.RUN_MESSAGED)
  @PostMapping("/messages")
  @Refusals({
    ErrorCode.RUN_NOT_FOUND,
    ErrorCode.RUN_NOT_ACTIVE,
    ErrorCode.MISSING_FIELD,
    ErrorCode.MESSAGE_TOO_LARGE,
    ErrorCode.TOO_MANY_MESSAGES
  })
  public ResponseEntity<String> say(
      Caller caller, @PathVariable String id, JsonBody body, HttpServletRequest request) {
    RunId run = Runs.id(id);
    Fields fields = body.fields();
    String text = fields.text("text");
    fields.done();
    var key = IdempotencyKey.of("POST /v1/runs/{id}/messages", request, body);
    return steering.say(caller, run, checked(text), key).toResponse();
  }

  @Override
  @Needs(Scope.RUNS_WRITE)
  @Audited({AuditAction.RUN_INTERRUPTED, AuditAction.RUN_CANCELLED})
  @PostMapping("/interrupt")
  @Refusals(ErrorCode.RUN_NOT_FOUND)
  public ResponseEntity<String> interrupt(
      Caller caller, @PathVariable String id, JsonBody body, HttpServletRequest request) {
    RunId run = Runs.id(id);
    body.fieldsIfAny().done();
    var key = IdempotencyKey.of("POST /v1/runs/{id}/interrupt", request, body);
    return steering.interrupt(caller, run, key).toResponse();
  }

  private String checked(@Nullable String text) {
    if (text == null) {
      throw ProblemException.at(
          ErrorCode.MISSING_FIELD, "/text", "Expected a message, found none.");
    }
    if (text.isBlank()) {
      throw ProblemException.at(
          ErrorCode.INVALID_FIELD,
          "/text",
          "Expected a message, found one without a visible character.");
    }
    if (RunAdmission.longer(text, settings.maxMessage())) {
      throw ProblemException.at(
          ErrorCode.MESSAGE_TOO_LARGE,
          "/text",
          "Expected at most %d bytes of UTF-8, found %d."
              .formatted(settings.maxMessage().toBytes(), RunAdmission.bytes(text)));
    }
    return text;
  }
}
