package dev.ccrunner.worker.claudecode;

import java.nio.charset.StandardCharsets;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.databind.node.StringNode;

/**
 * Bounds an event's data: a value over its limit becomes {@code {"truncated_bytes":n,"head":"…"}},
 * where {@code n} is what is missing after the head. It walks the data once, from the leaves up, so
 * that of a large object only the large leaf is lost and its neighbours stay.
 *
 * <p>It also replaces lone halves of surrogate pairs, which JSON can spell and UTF-8 cannot: an
 * event must be the same text before and after it was bytes.
 */
final class ValueCutter {
  private final EventLimits limits;

  ValueCutter(EventLimits limits) {
    this.limits = limits;
  }

  /** Bounds each field of {@code data} in place. */
  void cut(ObjectNode data) {
    for (String name : List.copyOf(data.propertyNames())) {
      data.set(name, cut(data.path(name)).node);
    }
  }

  /** Bounds {@code node} in place, or answers with what replaces it. */
  JsonNode bounded(JsonNode node) {
    return cut(node).node;
  }

  /** Whether {@code node} is small enough to be a detail. */
  boolean isDetail(JsonNode node) {
    return size(node) <= limits.maxDetailBytes();
  }

  /** The bytes of {@code node} as JSON, short of the backslashes of escaped characters. */
  static long size(JsonNode node) {
    long size = 2;
    if (node.isString()) {
      return size + utf8Length(node.stringValue());
    }
    if (node instanceof ObjectNode object) {
      for (var property : object.properties()) {
        size += utf8Length(property.getKey()) + 4 + size(property.getValue());
      }
      return size;
    }
    if (node instanceof ArrayNode array) {
      for (JsonNode element : array) {
        size += size(element) + 1;
      }
      return size;
    }
    return node.toString().length();
  }

  private record Cut(JsonNode node, long size) {}

  private Cut cut(JsonNode node) {
    return switch (node) {
      case StringNode text -> cut(text);
      case ObjectNode object -> cutInside(object);
      case ArrayNode array -> cutInside(array);
      default -> new Cut(node, node.toString().length());
    };
  }

  private Cut cut(StringNode node) {
    String text = node.stringValue();
    long length = utf8Length(text);
    if (length > limits.maxValueBytes()) {
      return truncated(text, length);
    }
    String whole = withoutLoneSurrogates(text);
    return new Cut(whole.equals(text) ? node : StringNode.valueOf(whole), length + 2);
  }

  private Cut cutInside(ObjectNode object) {
    long size = 2;
    for (String name : List.copyOf(object.propertyNames())) {
      Cut cut = cut(object.path(name));
      object.set(name, cut.node);
      size += utf8Length(name) + 4 + cut.size;
    }
    return bounded(object, size);
  }

  private Cut cutInside(ArrayNode array) {
    long size = 2;
    for (int i = 0; i < array.size(); i++) {
      Cut cut = cut(array.get(i));
      array.set(i, cut.node);
      size += cut.size + 1;
    }
    return bounded(array, size);
  }

  private Cut bounded(JsonNode structure, long size) {
    if (size <= limits.maxStructureBytes()) {
      return new Cut(structure, size);
    }
    String json = WireJson.write(structure);
    return truncated(json, utf8Length(json));
  }

  private Cut truncated(String text, long length) {
    String head = head(text);
    ObjectNode marker = WireJson.newObject();
    long headLength = utf8Length(head);
    marker.put("truncated_bytes", length - headLength);
    marker.put("head", withoutLoneSurrogates(head));
    return new Cut(marker, headLength + 50);
  }

  /**
   * The longest beginning of {@code text} that is no longer than allowed and ends between
   * characters.
   */
  private String head(String text) {
    int bytes = 0;
    int end = 0;
    while (end < text.length()) {
      int codePoint = text.codePointAt(end);
      bytes += utf8Length(codePoint);
      if (bytes > limits.headBytes()) {
        break;
      }
      end += Character.charCount(codePoint);
    }
    return text.substring(0, end);
  }

  private static long utf8Length(String text) {
    long bytes = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      // Each half of a pair is two of the four bytes.
      bytes += c < 0x80 ? 1 : c < 0x800 || Character.isSurrogate(c) ? 2 : 3;
    }
    return bytes;
  }

  private static int utf8Length(int codePoint) {
    return codePoint < 0x80 ? 1 : codePoint < 0x800 ? 2 : codePoint < 0x10000 ? 3 : 4;
  }

  private static String withoutLoneSurrogates(String text) {
    if (StandardCharsets.UTF_8.newEncoder().canEncode(text)) {
      return text;
    }
    var whole = new StringBuilder(text.length());
    text.codePoints()
        .map(codePoint -> isSurrogate(codePoint) ? 0xfffd : codePoint)
        .forEach(whole::appendCodePoint);
    return whole.toString();
  }

  private static boolean isSurrogate(int codePoint) {
    return codePoint >= Character.MIN_SURROGATE && codePoint <= Character.MAX_SURROGATE;
  }
}
