package dev.ccrunner.worker.claudecode;

import dev.ccrunner.event.EventType;
import dev.ccrunner.worker.masking.SecretMask;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Collects what one line means. Each event's data is masked, then bounded (the other way round, a
 * secret that is cut in two would not be recognised), then written.
 */
final class Emissions {
  private final ValueCutter cutter;
  private final SecretMask mask;
  private final List<CliMessage> messages = new ArrayList<>();

  Emissions(ValueCutter cutter, SecretMask mask) {
    this.cutter = cutter;
    this.mask = mask;
  }

  void event(EventType type, ObjectNode data) {
    ObjectNode masked = mask.mask(data);
    cutter.cut(masked);
    messages.add(new CliMessage.Emit(type, WireJson.write(masked)));
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

  /** Puts these before all others. */
  void first(List<CliMessage> earlier) {
    messages.addAll(0, earlier);
  }

  /** Masks those fields of {@code line} that are there. */
  void mask(ObjectNode line, String... names) {
    for (String name : names) {
      if (line.has(name)) {
        line.set(name, mask.mask(line.path(name)));
      }
    }
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
