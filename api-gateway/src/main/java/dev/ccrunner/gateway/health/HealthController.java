package dev.ccrunner.gateway.health;

import dev.ccrunner.gateway.identity.Open;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import org.springframework.http.CacheControl;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** What a load balancer or an orchestrator asks; no key is needed. */
@RestController
@RequestMapping(produces = MediaType.APPLICATION_JSON_VALUE)
@Tag(name = "health", description = "For load balancers and orchestrators; no key is needed.")
class HealthController {
  private final ReadinessChecks checks;

  HealthController(ReadinessChecks checks) {
    this.checks = checks;
  }

  @Operation(
      operationId = "livez",
      summary = "Does this process live?",
      responses = @ApiResponse(responseCode = "200", description = "It does."))
  @Open
  @GetMapping("/livez")
  ResponseEntity<Liveness> live() {
    return ResponseEntity.ok().cacheControl(CacheControl.noStore()).body(new Liveness("ok"));
  }

  @Operation(
      operationId = "readyz",
      summary = "Can this gateway do its work?",
      responses = {
        @ApiResponse(responseCode = "200", description = "Ready, perhaps degraded."),
        @ApiResponse(
            responseCode = "503",
            description = "PostgreSQL does not answer, or this gateway is stopping.")
      })
  @Open
  @GetMapping("/readyz")
  ResponseEntity<Readiness> ready() {
    Readiness readiness = checks.look();
    return ResponseEntity.status(readiness.unavailable() ? 503 : 200)
        .cacheControl(CacheControl.noStore())
        .body(readiness);
  }

  /** Answered as long as anything is answered at all; depends on nothing. */
  @Schema(name = "Liveness")
  record Liveness(@Schema(allowableValues = "ok") String status) {}
}
