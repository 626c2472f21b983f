package dev.ccrunner.worker.claudecode;

import static dev.ccrunner.worker.claudecode.WireJson.text;
import static dev.ccrunner.worker.claudecode.WireJson.textOrNull;

import dev.ccrunner.event.RunDelta;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The provider's stream as Claude Code passes it on. Pieces of text and thought become deltas; all
 * other frames are left out, because the whole block follows as a line of its own.
 */
final class StreamFrames {
  private static final CliMessage REPEATED =
      new CliMessage.Ignored("stream frame: the whole block follows as a line of its own");

  void map(ObjectNode line, Emissions out) {
    JsonNode event = line.path("event");
    JsonNode delta = event.path("delta");
    switch (text(delta, "type")) {
      case "text_delta" -> out.message(delta(RunDelta.MESSAGE, text(delta, "text"), line, event));
      case "thinking_delta" ->
          out.message(delta(RunDelta.THINKING, text(delta, "thinking"), line, event));
      default -> out.message(REPEATED);
    }
  }

  private static CliMessage delta(String type, String text, ObjectNode line, JsonNode event) {
    ObjectNode data = WireJson.newObject();
    data.put("text", text);
    data.put("message_id", text(line, "api_message_id"));
    data.put("index", event.path("index").asInt(0));
    data.put("parent_tool_use_id", textOrNull(line, "parent_tool_use_id"));
    return new CliMessage.Delta(type, WireJson.write(data));
  }
}
