package dev.ccrunner.demomodel;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * What one request gets: a turn without its fault, and apart from it the fault that strikes now.
 *
 * @param fault null when all goes well
 */
record Answer(String id, String model, Turn turn, Usage usage, @Nullable Fault fault) {

  /** The message without its content. */
  ObjectNode envelope() {
    var json = JsonNodeFactory.instance.objectNode();
    json.put("id", id);
    json.put("type", "message");
    json.put("role", "assistant");
    json.put("model", model);
    json.putArray("content");
    json.putNull("stop_reason");
    json.putNull("stop_sequence");
    return json;
  }

  /** The message as a request without {@code stream} gets it. */
  ObjectNode whole() {
    var json = envelope();
    var content = json.putArray("content");
    if (turn.thinking() != null) {
      content
          .addObject()
          .put("type", "thinking")
          .put("thinking", turn.thinking())
          .put("signature", signature());
    }
    if (turn.text() != null) {
      content.addObject().put("type", "text").put("text", turn.text());
    }
    for (var call : turn.tools()) {
      content
          .addObject()
          .put("type", "tool_use")
          .put("id", Ids.toolUse())
          .put("name", call.name())
          .set("input", call.input());
    }
    json.put("stop_reason", turn.effectiveStopReason());
    json.set("usage", usage.atEnd());
    return json;
  }

  String signature() {
    return "demo-signature-" + id;
  }
}
