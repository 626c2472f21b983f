package dev.ccrunner.gateway.health;

import dev.ccrunner.infra.health.ServicesSeen;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.Map;

/**
 * Whether this gateway can do its work.
 *
 * @param status ready; degraded: ready, but slower; unavailable: not ready
 * @param checks up or down, per service
 */
@Schema(name = "Readiness")
record Readiness(
    @Schema(allowableValues = {"ready", "degraded", "unavailable"}) String status,
    Map<String, String> checks) {

  private static final String UNAVAILABLE = "unavailable";

  /** Only PostgreSQL is needed: without the others runs are kept, and start or stream later. */
  static Readiness of(ServicesSeen seen) {
    String status = seen.redis() && seen.kafka() ? "ready" : "degraded";
    return new Readiness(seen.postgres() ? status : UNAVAILABLE, seen.words());
  }

  /** While the gateway stops, or waits before it starts. */
  static Readiness unavailable(Map<String, String> checks) {
    return new Readiness(UNAVAILABLE, checks);
  }

  boolean unavailable() {
    return status.equals(UNAVAILABLE);
  }
}
