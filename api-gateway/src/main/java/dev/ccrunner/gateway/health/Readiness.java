package dev.ccrunner.gateway.health;

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

  static Readiness of(boolean postgres, boolean redis, boolean kafka) {
    String status = postgres ? redis && kafka ? "ready" : "degraded" : "unavailable";
    return new Readiness(
        status, Map.of("postgres", word(postgres), "redis", word(redis), "kafka", word(kafka)));
  }

  boolean unavailable() {
    return status.equals("unavailable");
  }

  private static String word(boolean up) {
    return up ? "up" : "down";
  }
}
