package dev.ccrunner.worker.claudecode;

import static dev.ccrunner.event.EventType.HOOK_RESULT;
import static dev.ccrunner.worker.claudecode.WireJson.text;
import static dev.ccrunner.worker.claudecode.WireJson.textOrNull;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Things Claude Code adds to the conversation by itself; only hooks that ran have a type of ours.
 */
final class AttachmentLines {
  private static final String HOOK = "hook_";

  private AttachmentLines() {}

  static void map(ObjectNode line, Emissions out) {
    JsonNode attachment = line.path("attachment");
    String type = text(attachment, "type");
    if (!type.startsWith(HOOK) || !attachment.hasNonNull("hookEvent")) {
      return;
    }
    ObjectNode data = WireJson.newObject();
    data.put("hook_name", text(attachment, "hookName"));
    data.put("hook_event", text(attachment, "hookEvent"));
    data.put("outcome", type.substring(HOOK.length()));
    data.set("exit_code", attachment.path("exitCode").isInt() ? attachment.path("exitCode") : null);
    data.put("output", text(attachment, "stdout"));
    data.put("stderr", text(attachment, "stderr"));
    data.put("tool_use_id", textOrNull(attachment, "toolUseID"));
    out.event(HOOK_RESULT, data);
  }
}
