package dev.ccrunner.worker.claudecode;

import static dev.ccrunner.event.EventType.APPROVAL_DECIDED;
import static dev.ccrunner.event.EventType.CONTEXT_COMPACTED;
import static dev.ccrunner.event.EventType.HOOK_RESULT;
import static dev.ccrunner.event.EventType.LOG;
import static dev.ccrunner.worker.claudecode.WireJson.copy;
import static dev.ccrunner.worker.claudecode.WireJson.text;
import static dev.ccrunner.worker.claudecode.WireJson.textOrNull;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** What Claude Code says about itself. A subtype that is not named here is kept as it is. */
final class SystemLines {
  private final SessionInit sessionInit = new SessionInit();
  private final SubagentTasks tasks = new SubagentTasks();

  void map(ObjectNode line, Emissions out) {
    switch (text(line, "subtype")) {
      case "init" -> sessionInit.map(line, out);
      case "task_started", "task_progress", "task_updated", "task_notification" ->
          tasks.map(line, out);
      case "permission_denied" -> out.event(APPROVAL_DECIDED, denied(line));
      case "api_retry" -> LimitLines.retry(line, out);
      case "model_fallback" -> LimitLines.modelFallback(line, out);
      case "hook_response" -> out.event(HOOK_RESULT, hook(line));
      case "compact_boundary" -> out.event(CONTEXT_COMPACTED, compacted(line));
      case "informational", "local_command_output" ->
          out.event(LOG, notice(text(line, "level"), text(line, "content")));
      case "notification" -> out.event(LOG, notice("info", text(line, "text")));
      case "model_refusal_fallback", "model_refusal_no_fallback" ->
          out.event(LOG, notice("warning", text(line, "content")));
      case "worker_shutting_down" ->
          out.event(LOG, notice("warning", "Claude Code shuts down: " + text(line, "reason")));
      case "thinking_tokens" ->
          out.message(new CliMessage.Ignored("estimate of a thought that follows as a whole"));
      default -> {}
    }
  }

  /** A rule or the mode refused the call: with nobody to ask this is also how a question ends. */
  private static ObjectNode denied(ObjectNode line) {
    ObjectNode data = WireJson.newObject();
    data.put("tool_use_id", text(line, "tool_use_id"));
    data.put("tool_name", text(line, "tool_name"));
    data.put("decision", "deny");
    data.put("by", "policy");
    String reason = textOrNull(line, "decision_reason");
    data.put("reason", reason == null ? text(line, "message") : reason);
    data.put("message", text(line, "message"));
    data.put("reason_type", textOrNull(line, "decision_reason_type"));
    return data;
  }

  private static ObjectNode hook(ObjectNode line) {
    ObjectNode data = WireJson.newObject();
    data.put("hook_name", text(line, "hook_name"));
    data.put("hook_event", text(line, "hook_event"));
    data.put("outcome", text(line, "outcome"));
    data.set("exit_code", line.path("exit_code").isInt() ? line.path("exit_code") : null);
    data.put("output", text(line, "output"));
    if (!text(line, "stdout").equals(text(line, "output"))) {
      data.put("stdout", text(line, "stdout"));
    }
    data.put("stderr", text(line, "stderr"));
    data.put("hook_id", text(line, "hook_id"));
    return data;
  }

  private static ObjectNode compacted(ObjectNode line) {
    JsonNode metadata = line.path("compact_metadata");
    ObjectNode data = WireJson.newObject();
    data.put("trigger", textOrNull(metadata, "trigger"));
    copy(metadata, data, "pre_tokens", "post_tokens");
    if (metadata.isObject()) {
      data.set("metadata", metadata);
    }
    return data;
  }

  private static ObjectNode notice(String level, String message) {
    ObjectNode data = WireJson.newObject();
    data.put("level", level.isEmpty() ? "info" : level);
    data.put("message", message);
    return data;
  }
}
