package dev.ccrunner.worker.claudecode;

import static dev.ccrunner.event.EventType.LIMIT_HIT;
import static dev.ccrunner.event.EventType.LOG;
import static dev.ccrunner.worker.claudecode.WireJson.copy;
import static dev.ccrunner.worker.claudecode.WireJson.has;
import static dev.ccrunner.worker.claudecode.WireJson.text;

import java.time.Instant;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** The provider slowed the run down. */
final class LimitLines {
  private LimitLines() {}

  /** A request failed and will be sent again: a limit when the provider says so, else a notice. */
  static void retry(ObjectNode line, Emissions out) {
    int status = line.path("error_status").asInt(0);
    String error = text(line, "error");
    ObjectNode data = WireJson.newObject();
    if (status == 429 || error.equals("rate_limit")) {
      data.put("kind", "rate_limit");
    } else if (status == 529 || error.equals("overloaded")) {
      data.put("kind", "overloaded");
    } else {
      data.put("level", "warning");
    }
    data.put("message", retryMessage(line, status, error));
    copy(line, data, "error", "error_status", "attempt", "max_retries", "retry_delay_ms");
    out.event(has(data, "kind") ? LIMIT_HIT : LOG, data);
  }

  private static String retryMessage(ObjectNode line, int status, String error) {
    return "The provider %s (%s); retry %d of %d in %d ms."
        .formatted(
            status == 0 ? "could not be reached" : "answered " + status,
            error,
            line.path("attempt").asInt(0),
            line.path("max_retries").asInt(0),
            (long) line.path("retry_delay_ms").asDouble(0));
  }

  /** The provider's account limits; while they allow everything the line is only kept. */
  static void rateLimit(ObjectNode line, Emissions out) {
    JsonNode info = line.path("rate_limit_info");
    String status = text(info, "status");
    if (status.isEmpty() || status.equals("allowed")) {
      return;
    }
    ObjectNode data = WireJson.newObject();
    data.put("kind", "account_limit");
    data.put("message", "The provider's account limit: " + status + ".");
    data.put("status", status);
    if (info.path("resetsAt").isNumber()) {
      data.put("resets_at", Instant.ofEpochSecond(info.path("resetsAt").asLong()).toString());
    }
    if (has(info, "rateLimitType")) {
      data.put("limit", text(info, "rateLimitType"));
    }
    if (has(info, "utilization")) {
      data.set("utilization", info.path("utilization"));
    }
    out.event(LIMIT_HIT, data);
  }

  /** The fallback model took over. */
  static void modelFallback(ObjectNode line, Emissions out) {
    ObjectNode data = WireJson.newObject();
    data.put("kind", "model_fallback");
    data.put("message", text(line, "content"));
    copy(line, data, "trigger", "original_model", "fallback_model");
    out.event(LIMIT_HIT, data);
  }
}
