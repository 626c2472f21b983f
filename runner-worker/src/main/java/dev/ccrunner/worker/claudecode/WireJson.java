package dev.ccrunner.worker.claudecode;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Reading and writing the wire's JSON without changing what it says. */
final class WireJson {
  /**
   * Deeper than anything Claude Code prints, shallow enough for a recursive walk on a small stack.
   */
  private static final int MAX_DEPTH = 400;

  private static final JsonMapper WRITER = JsonMapper.builder().build();

  private final JsonMapper reader;

  WireJson(int maxLineBytes) {
    // An edit of a file of some megabytes prints that file as one string, so the line's own limit
    // is the only one on strings. Numbers keep all their digits.
    var constraints =
        StreamReadConstraints.builder()
            .maxStringLength(maxLineBytes)
            .maxDocumentLength(maxLineBytes)
            .maxNestingDepth(MAX_DEPTH)
            .build();
    this.reader =
        JsonMapper.builder(JsonFactory.builder().streamReadConstraints(constraints).build())
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();
  }

  /** The line as an object; empty when it is anything else. */
  Optional<ObjectNode> object(String line) {
    try {
      return reader.readTree(line) instanceof ObjectNode object
          ? Optional.of(object)
          : Optional.empty();
    } catch (JacksonException _) {
      return Optional.empty();
    }
  }

  static String write(JsonNode node) {
    return WRITER.writeValueAsString(node);
  }

  static ObjectNode newObject() {
    return JsonNodeFactory.instance.objectNode();
  }

  static ArrayNode newArray() {
    return JsonNodeFactory.instance.arrayNode();
  }

  /** The text of that name, or {@code ""}. */
  static String text(JsonNode object, String name) {
    return object.path(name).asString("");
  }

  /** The text of that name, or null when there is none. */
  static @Nullable String textOrNull(JsonNode object, String name) {
    JsonNode value = object.path(name);
    return value.isString() ? value.stringValue() : null;
  }

  static boolean flag(JsonNode object, String name) {
    return object.path(name).asBoolean(false);
  }

  /** Whether it is there and not null. */
  static boolean has(JsonNode object, String name) {
    return object.hasNonNull(name);
  }

  /** Copies those of the fields that are there and not null. */
  static void copy(JsonNode from, ObjectNode to, String... names) {
    for (String name : names) {
      if (has(from, name)) {
        to.set(name, from.path(name));
      }
    }
  }
}
