package dev.ccrunner.worker.claudecode;

import static dev.ccrunner.event.EventType.LIMIT_HIT;
import static dev.ccrunner.event.EventType.LOG;
import static dev.ccrunner.event.EventType.USAGE_UPDATED;
import static dev.ccrunner.worker.claudecode.WireJson.copy;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** The end of a turn: what it used, which limit it hit, and the result for the judge. */
final class ResultLines {
  private ResultLines() {}

  static void map(ObjectNode line, @Nullable String apiErrorKind, Emissions out) {
    out.mask(
        line, "result", "structured_output", "permission_denials", "errors", "deferred_tool_use");
    if (line.path("permission_denials").isArray()) {
      line.set("permission_denials", out.bounded(line.path("permission_denials")));
    }
    CliResult result = CliResult.of(line, apiErrorKind);
    out.event(USAGE_UPDATED, usage(line));
    String message = String.join(" ", result.ending().errors());
    String limit = limit(result.ending().terminalReason());
    if (limit != null) {
      out.event(
          LIMIT_HIT, WireJson.newObject().put("kind", limit).put("message", sentence(result)));
    } else if (!message.isEmpty()) {
      out.event(LOG, WireJson.newObject().put("level", level(result)).put("message", message));
    }
    out.message(new CliMessage.TurnEnded(result));
  }

  private static ObjectNode usage(ObjectNode line) {
    ObjectNode data = WireJson.newObject();
    data.set("usage", line.path("usage").isObject() ? line.path("usage") : WireJson.newObject());
    ObjectNode byModel = WireJson.newObject();
    for (var model : line.path("model_usage_since_last_result").properties()) {
      byModel.set(model.getKey(), snakeCase(model.getValue()));
    }
    data.set("by_model", byModel);
    copy(line, data, "total_cost_usd", "num_turns", "duration_ms", "duration_api_ms", "ttft_ms");
    copy(line, data, "subtype", "is_error", "terminal_reason", "stop_reason", "api_error_status");
    return data;
  }

  private static ObjectNode snakeCase(JsonNode modelUsage) {
    ObjectNode usage = WireJson.newObject();
    put(usage, "input_tokens", modelUsage.path("inputTokens"));
    put(usage, "output_tokens", modelUsage.path("outputTokens"));
    put(usage, "cache_read_input_tokens", modelUsage.path("cacheReadInputTokens"));
    put(usage, "cache_creation_input_tokens", modelUsage.path("cacheCreationInputTokens"));
    put(usage, "cost_usd", modelUsage.path("costUSD"));
    return usage;
  }

  private static void put(ObjectNode object, String name, JsonNode value) {
    if (value.isNumber()) {
      object.set(name, value);
    }
  }

  private static @Nullable String limit(@Nullable String terminalReason) {
    return switch (terminalReason) {
      case "max_turns" -> "max_turns";
      case "budget_exhausted" -> "budget";
      case "prompt_too_long", "blocking_limit" -> "context";
      case null, default -> null;
    };
  }

  /** An interrupted turn brings a diagnosis that only its makers can use. */
  private static String level(CliResult result) {
    String reason = result.ending().terminalReason();
    return reason != null && reason.startsWith("aborted_") ? "info" : "error";
  }

  private static String sentence(CliResult result) {
    String errors = String.join(" ", result.ending().errors());
    if (!errors.isEmpty()) {
      return errors;
    }
    return result.text() == null ? "" : result.text();
  }
}
