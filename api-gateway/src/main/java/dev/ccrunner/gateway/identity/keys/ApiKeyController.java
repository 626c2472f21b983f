package dev.ccrunner.gateway.identity.keys;

import dev.ccrunner.gateway.idempotency.IdempotencyKey;
import dev.ccrunner.gateway.identity.Caller;
import dev.ccrunner.gateway.identity.Needs;
import dev.ccrunner.gateway.identity.Scope;
import dev.ccrunner.gateway.identity.trail.AuditAction;
import dev.ccrunner.gateway.identity.trail.Audited;
import dev.ccrunner.gateway.problem.ErrorCode;
import dev.ccrunner.gateway.problem.ProblemException;
import dev.ccrunner.gateway.problem.Refusals;
import dev.ccrunner.gateway.web.DurationText;
import dev.ccrunner.gateway.web.Fields;
import dev.ccrunner.gateway.web.JsonBody;
import dev.ccrunner.gateway.web.Page;
import dev.ccrunner.gateway.web.QueryNames;
import dev.ccrunner.gateway.web.QueryParameters;
import jakarta.servlet.http.HttpServletRequest;
import java.time.Duration;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PatchMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** API keys over HTTP. */
@RestController
@RequestMapping(path = "/v1/api_keys", produces = MediaType.APPLICATION_JSON_VALUE)
class ApiKeyController implements ApiKeyApi {
  private final ApiKeys keys;
  private final IdentitySettings settings;

  ApiKeyController(ApiKeys keys, IdentitySettings settings) {
    this.keys = keys;
    this.settings = settings;
  }

  @Override
  @Needs(Scope.KEYS_WRITE)
  @Audited(AuditAction.API_KEY_CREATED)
  @PostMapping
  public ResponseEntity<String> create(Caller caller, JsonBody body, HttpServletRequest request) {
    var key = IdempotencyKey.of("POST /v1/api_keys", request, body);
    return keys.create(caller, body, key).toResponse();
  }

  @Override
  @Needs(Scope.KEYS_READ)
  @GetMapping
  @Refusals(ErrorCode.BAD_CURSOR)
  @QueryNames({"limit", "cursor"})
  public Page<ApiKeyView> list(Caller caller, QueryParameters query) {
    return keys.list(caller, query);
  }

  @Override
  @Needs(Scope.KEYS_READ)
  @GetMapping("/{id}")
  @Refusals(ErrorCode.API_KEY_NOT_FOUND)
  public ApiKeyView get(Caller caller, @PathVariable String id) {
    return keys.get(caller, id);
  }

  @Override
  @Needs(Scope.KEYS_WRITE)
  @Audited(AuditAction.API_KEY_CHANGED)
  @PatchMapping("/{id}")
  @Refusals({ErrorCode.API_KEY_NOT_FOUND, ErrorCode.API_KEY_REVOKED})
  public ApiKeyView change(Caller caller, @PathVariable String id, JsonBody body) {
    return keys.change(caller, id, body);
  }

  @Override
  @Needs(Scope.KEYS_WRITE)
  @Audited(AuditAction.API_KEY_REVOKED)
  @DeleteMapping("/{id}")
  @Refusals(ErrorCode.API_KEY_NOT_FOUND)
  public ResponseEntity<Void> revoke(Caller caller, @PathVariable String id) {
    keys.revoke(caller, id);
    return ResponseEntity.noContent().build();
  }

  @Override
  @Needs(Scope.KEYS_WRITE)
  @Audited(AuditAction.API_KEY_ROTATED)
  @PostMapping("/{id}/rotate")
  @Refusals({ErrorCode.API_KEY_NOT_FOUND, ErrorCode.API_KEY_REVOKED})
  public ResponseEntity<String> rotate(
      Caller caller, @PathVariable String id, JsonBody body, HttpServletRequest request) {
    Fields fields = body.fieldsIfAny();
    Duration asked = fields.duration("overlap");
    fields.done();
    Duration overlap = asked == null ? settings.rotationOverlap() : asked;
    if (overlap.compareTo(settings.maxRotationOverlap()) > 0) {
      throw ProblemException.at(
          ErrorCode.INVALID_FIELD,
          "/overlap",
          "Expected at most %s, found %s."
              .formatted(
                  DurationText.format(settings.maxRotationOverlap()),
                  DurationText.format(overlap)));
    }
    var key = IdempotencyKey.of("POST /v1/api_keys/{id}/rotate", request, body);
    return keys.rotate(caller, id, overlap, key).toResponse();
  }
}
