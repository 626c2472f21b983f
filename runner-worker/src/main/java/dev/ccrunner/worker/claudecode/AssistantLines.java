package dev.ccrunner.worker.claudecode;

import static dev.ccrunner.event.EventType.AGENT_MESSAGE;
import static dev.ccrunner.event.EventType.AGENT_THINKING;
import static dev.ccrunner.event.EventType.AGENT_TOOL_RESULT;
import static dev.ccrunner.event.EventType.AGENT_TOOL_USE;
import static dev.ccrunner.event.EventType.LOG;
import static dev.ccrunner.worker.claudecode.WireJson.copy;
import static dev.ccrunner.worker.claudecode.WireJson.flag;
import static dev.ccrunner.worker.claudecode.WireJson.text;
import static dev.ccrunner.worker.claudecode.WireJson.textOrNull;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What the model said: one line per content block, several with the same message id. Claude Code
 * also uses this kind of line to say in the model's place that the provider failed.
 */
final class AssistantLines {
  private @Nullable String lastApiError;

  void map(ObjectNode line, Emissions out) {
    if (flag(line, "is_api_error_message")) {
      apiError(line, out);
      return;
    }
    for (JsonNode block : line.path("message").path("content")) {
      block(line, block, out);
    }
  }

  /**
   * Claude Code's word for the provider's failure since the last call, for example {@code
   * authentication_failed}: the result that follows does not repeat it.
   */
  @Nullable String takeLastApiError() {
    String error = lastApiError;
    lastApiError = null;
    return error;
  }

  private void apiError(ObjectNode line, Emissions out) {
    lastApiError = textOrNull(line, "error");
    ObjectNode data = WireJson.newObject().put("level", "error");
    data.put("message", joinedText(line.path("message").path("content")));
    copy(line, data, "error", "api_error_status", "api_error_type", "api_error", "request_id");
    out.event(LOG, data);
  }

  private static void block(ObjectNode line, JsonNode block, Emissions out) {
    switch (text(block, "type")) {
      case "text" -> out.event(AGENT_MESSAGE, said(line, text(block, "text")));
      case "thinking" -> out.event(AGENT_THINKING, said(line, text(block, "thinking")));
      case "redacted_thinking" -> out.event(AGENT_THINKING, said(line, "").put("redacted", true));
      case "tool_use", "server_tool_use", "mcp_tool_use" ->
          out.event(AGENT_TOOL_USE, toolUse(line, block));
      case "web_search_tool_result",
          "web_fetch_tool_result",
          "code_execution_tool_result",
          "mcp_tool_result" ->
          out.event(AGENT_TOOL_RESULT, serverToolResult(line, block));
      default -> out.raw(lineOf(line, block));
    }
  }

  private static ObjectNode said(ObjectNode line, String text) {
    JsonNode message = line.path("message");
    ObjectNode data = WireJson.newObject();
    data.put("message_id", text(message, "id"));
    data.put("text", text);
    data.put("model", textOrNull(message, "model"));
    data.put("parent_tool_use_id", textOrNull(line, "parent_tool_use_id"));
    if (flag(line, "aborted")) {
      data.put("aborted", true);
    }
    return data;
  }

  private static ObjectNode toolUse(ObjectNode line, JsonNode block) {
    ObjectNode data = WireJson.newObject();
    data.put("tool_use_id", text(block, "id"));
    data.put("name", text(block, "name"));
    data.set(
        "input", block.path("input").isMissingNode() ? WireJson.newObject() : block.path("input"));
    data.put("message_id", text(line.path("message"), "id"));
    data.put("parent_tool_use_id", textOrNull(line, "parent_tool_use_id"));
    return data;
  }

  /** Of a tool that ran at the provider, so its result is part of the model's own message. */
  private static ObjectNode serverToolResult(ObjectNode line, JsonNode block) {
    ObjectNode data = WireJson.newObject();
    data.put("tool_use_id", text(block, "tool_use_id"));
    data.put("is_error", text(block.path("content"), "type").endsWith("_error"));
    data.set("content", block.path("content"));
    data.put("parent_tool_use_id", textOrNull(line, "parent_tool_use_id"));
    return data;
  }

  /** The line as it would be with {@code block} alone. */
  private static ObjectNode lineOf(ObjectNode line, JsonNode block) {
    ObjectNode alone = line.deepCopy();
    if (alone.path("message") instanceof ObjectNode message) {
      message.set("content", WireJson.newArray().add(block));
    }
    return alone;
  }

  private static String joinedText(JsonNode content) {
    var text = new StringBuilder();
    for (JsonNode block : content) {
      text.append(text(block, "text"));
    }
    return text.toString();
  }
}
