package dev.ccrunner.worker.claudecode;

import dev.ccrunner.event.EventType;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Collects what one line means, each event's data bounded and written. */
final class Emissions {
  private final ValueCutter cutter;
  private final List<CliMessage> messages = new ArrayList<>();

  Emissions(ValueCutter cutter) {
    this.cutter = cutter;
  }

  void event(EventType type, ObjectNode data) {
    cutter.cut(data);
    messages.add(new CliMessage.Emit(type, WireJson.write(data)));
  }

  /** Keeps an object as it is, because nothing else is known about it. */
  void raw(ObjectNode object) {
    ObjectNode data = WireJson.newObject();
    data.set("json", object);
    event(EventType.RAW, data);
  }

  /** Keeps a line that is not an object. */
  void rawText(String line) {
    event(EventType.RAW, WireJson.newObject().put("text", line));
  }

  void message(CliMessage message) {
    messages.add(message);
  }

  /** {@code node} with large values cut as in an event. */
  JsonNode bounded(JsonNode node) {
    return cutter.bounded(node);
  }

  boolean isDetail(JsonNode node) {
    return cutter.isDetail(node);
  }

  boolean isEmpty() {
    return messages.isEmpty();
  }

  List<CliMessage> all() {
    return List.copyOf(messages);
  }
}
