package dev.ccrunner.gateway.secrets;

import dev.ccrunner.gateway.idempotency.IdempotencyKey;
import dev.ccrunner.gateway.identity.Caller;
import dev.ccrunner.gateway.identity.Needs;
import dev.ccrunner.gateway.identity.Scope;
import dev.ccrunner.gateway.identity.trail.AuditAction;
import dev.ccrunner.gateway.identity.trail.Audited;
import dev.ccrunner.gateway.problem.ErrorCode;
import dev.ccrunner.gateway.problem.Refusals;
import dev.ccrunner.gateway.web.Discreet;
import dev.ccrunner.gateway.web.IfMatch;
import dev.ccrunner.gateway.web.JsonBody;
import dev.ccrunner.gateway.web.Page;
import dev.ccrunner.gateway.web.QueryNames;
import dev.ccrunner.gateway.web.QueryParameters;
import jakarta.servlet.http.HttpServletRequest;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PatchMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** Secrets over HTTP. */
@RestController
@RequestMapping(path = "/v1/secrets", produces = MediaType.APPLICATION_JSON_VALUE)
class SecretController implements SecretApi {
  /** Of every new secret: its first version. */
  private static final String FIRST = "\"1\"";

  private final Secrets secrets;

  SecretController(Secrets secrets) {
    this.secrets = secrets;
  }

  @Override
  @Audited(AuditAction.SECRET_CREATED)
  @PostMapping
  @Needs(Scope.SECRETS_WRITE)
  @Refusals({
    ErrorCode.MISSING_FIELD,
    ErrorCode.SECRET_NAME_TAKEN,
    ErrorCode.TOO_MANY_SECRETS,
    ErrorCode.SECRETS_NOT_CONFIGURED
  })
  public ResponseEntity<String> create(
      Caller caller, @Discreet JsonBody body, HttpServletRequest request) {
    var key =
        IdempotencyKey.of(
            "POST /v1/secrets", request, secrets.fingerprint(request.getRequestURI(), body));
    var answer = secrets.create(caller, SecretRequest.create(body), key).toResponse();
    return ResponseEntity.status(answer.getStatusCode())
        .headers(answer.getHeaders())
        .eTag(FIRST)
        .body(answer.getBody());
  }

  @Override
  @GetMapping
  @Needs(Scope.SECRETS_READ)
  @Refusals({ErrorCode.INVALID_PARAMETER, ErrorCode.BAD_CURSOR})
  @QueryNames({"limit", "cursor", "kind"})
  public Page<SecretView> list(Caller caller, QueryParameters query) {
    return secrets.list(caller, SecretQuery.of(caller, query));
  }

  @Override
  @GetMapping("/{id}")
  @Needs(Scope.SECRETS_READ)
  @Refusals(ErrorCode.SECRET_NOT_FOUND)
  public ResponseEntity<SecretView> get(Caller caller, @PathVariable String id) {
    return answer(secrets.look(caller, id));
  }

  @Override
  @Audited(AuditAction.SECRET_CHANGED)
  @PatchMapping("/{id}")
  @Needs(Scope.SECRETS_WRITE)
  @Refusals({
    ErrorCode.INVALID_HEADER,
    ErrorCode.MISSING_FIELD,
    ErrorCode.SECRET_NOT_FOUND,
    ErrorCode.SECRET_NAME_TAKEN,
    ErrorCode.SECRET_UNREADABLE,
    ErrorCode.PRECONDITION_FAILED,
    ErrorCode.SECRETS_NOT_CONFIGURED
  })
  public ResponseEntity<SecretView> change(
      Caller caller, @PathVariable String id, @Discreet JsonBody body, HttpServletRequest request) {
    return answer(secrets.change(caller, id, IfMatch.version(request), SecretRequest.change(body)));
  }

  @Override
  @Audited(AuditAction.SECRET_DELETED)
  @DeleteMapping("/{id}")
  @Needs(Scope.SECRETS_WRITE)
  @Refusals(ErrorCode.SECRET_NOT_FOUND)
  public ResponseEntity<Void> delete(Caller caller, @PathVariable String id) {
    secrets.delete(caller, id);
    return ResponseEntity.noContent().build();
  }

  private static ResponseEntity<SecretView> answer(SecretView view) {
    return ResponseEntity.ok().eTag(view.eTag()).body(view);
  }
}
