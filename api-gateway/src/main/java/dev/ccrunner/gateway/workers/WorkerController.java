package dev.ccrunner.gateway.workers;

import dev.ccrunner.gateway.idempotency.IdempotencyKey;
import dev.ccrunner.gateway.identity.Caller;
import dev.ccrunner.gateway.identity.Needs;
import dev.ccrunner.gateway.identity.Scope;
import dev.ccrunner.gateway.identity.trail.AuditAction;
import dev.ccrunner.gateway.identity.trail.Audited;
import dev.ccrunner.gateway.problem.ErrorCode;
import dev.ccrunner.gateway.problem.Refusals;
import dev.ccrunner.gateway.web.JsonBody;
import dev.ccrunner.gateway.web.Page;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.headers.Header;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.servlet.http.HttpServletRequest;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** The workers of the cluster. They are few, so there is one page. */
@RestController
@RequestMapping(path = "/v1/workers", produces = MediaType.APPLICATION_JSON_VALUE)
@Tag(name = "workers", description = "The processes that carry out runs.")
class WorkerController {
  private final Workers workers;

  WorkerController(Workers workers) {
    this.workers = workers;
  }

  @Operation(operationId = "listWorkers", summary = "List the workers that are alive")
  @Needs(Scope.OPERATE)
  @GetMapping
  Page<WorkerView> list() {
    return new Page<>(workers.alive(), null);
  }

  @Operation(
      operationId = "drainWorker",
      summary = "Let a worker take no more runs",
      description =
          "It carries its runs to their end and lives on, idle; what becomes of its process is for"
              + " whoever started it. May be repeated, and cannot be taken back: a new worker"
              + " process is another worker.",
      responses =
          @ApiResponse(
              responseCode = "202",
              description = "The worker is told.",
              headers = @Header(name = "Idempotent-Replayed", schema = @Schema(type = "string")),
              content =
                  @Content(
                      mediaType = MediaType.APPLICATION_JSON_VALUE,
                      schema = @Schema(implementation = WorkerView.class))))
  @Needs(Scope.OPERATE)
  @Audited(AuditAction.WORKER_DRAINED)
  @PostMapping("/{id}/drain")
  @Refusals(ErrorCode.WORKER_NOT_FOUND)
  ResponseEntity<String> drain(
      @Parameter(hidden = true) Caller caller,
      @PathVariable String id,
      @Parameter(hidden = true) JsonBody body,
      @Parameter(hidden = true) HttpServletRequest request) {
    body.fieldsIfAny().done();
    var key = IdempotencyKey.of("POST /v1/workers/{id}/drain", request, body);
    return workers.drain(caller, id, key).toResponse();
  }
}
