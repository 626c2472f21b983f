package dev.ccrunner.worker.forge;

import java.util.ArrayList;
import java.util.List;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * What a forge says when it does not do something, out of the shapes that forges have for it:
 * {@code message} may be a text, a list or texts by field, {@code errors} beside it texts or
 * objects.
 */
final class ForgeWords {
  private static final JsonMapper JSON = JsonMapper.shared();
  private static final int LONGEST = 500;

  private ForgeWords() {}

  static String of(String body) {
    try {
      var words = new ArrayList<String>();
      var json = JSON.readTree(body);
      for (var name : List.of("message", "error", "error_description", "errors")) {
        collect(json.path(name), words);
      }
      return shortened(words.isEmpty() ? body : String.join("; ", words));
    } catch (JacksonException _) {
      return shortened(body);
    }
  }

  private static void collect(JsonNode node, List<String> words) {
    if (node.isString()) {
      words.add(node.stringValue());
    } else if (node.isArray()) {
      node.forEach(each -> collect(each, words));
    } else if (node.isObject() && node.path("message").isString()) {
      words.add(node.path("message").stringValue());
    } else if (node.isObject() && node.path("code").isString()) {
      words.add(
          "%s %s"
              .formatted(node.path("field").asString(""), node.path("code").stringValue())
              .strip());
    } else if (node.isObject()) {
      node.properties()
          .forEach(field -> {
            var below = new ArrayList<String>();
            collect(field.getValue(), below);
            words.add(field.getKey() + " " + String.join(", ", below));
          });
    }
  }

  /** On one line, and no longer than people read. */
  static String shortened(String text) {
    var line = text.strip().replaceAll("[\\p{Cntrl}\\s]+", " ");
    return line.isEmpty()
        ? "(no words)"
        : line.length() <= LONGEST ? line : line.substring(0, LONGEST) + "…";
  }
}
