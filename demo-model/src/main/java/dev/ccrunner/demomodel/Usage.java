package dev.ccrunner.demomodel;

import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Token counts as a provider would report them: four characters a token, everything before the last
 * message read from the cache once the conversation has gone on for a turn. Deterministic, so tests
 * can compare sums.
 */
record Usage(
    long input, long cacheCreation, long cacheRead, long output, Map<String, Long> overrides) {

  private static final int CHARS_PER_TOKEN = 4;
  private static final long UNCACHED_TAIL = 3;

  static Usage of(JsonNode request, boolean earlierAnswers, Turn turn) {
    var total = inputTokens(request);
    var messages = request.path("messages");
    var last = tokens(messages.path(messages.size() - 1).toString().length());
    var output = outputTokens(turn);
    return earlierAnswers
        ? new Usage(UNCACHED_TAIL, last, Math.max(0, total - last), output, turn.usage())
        : new Usage(last, Math.max(0, total - last), 0, output, turn.usage());
  }

  static long inputTokens(JsonNode request) {
    return tokens(
        request.path("system").toString().length()
            + request.path("tools").toString().length()
            + request.path("messages").toString().length());
  }

  private static long outputTokens(Turn turn) {
    var chars = length(turn.thinking()) + length(turn.text());
    for (var call : turn.tools()) {
      chars += call.name().length() + call.input().toString().length();
    }
    return tokens(chars);
  }

  private static long tokens(long chars) {
    return 1 + chars / CHARS_PER_TOKEN;
  }

  private static int length(@Nullable String text) {
    return text == null ? 0 : text.length();
  }

  /** As the first event of a stream reports it: hardly anything is put out yet. */
  ObjectNode atStart() {
    return toJson(1);
  }

  ObjectNode atEnd() {
    return toJson(output);
  }

  private ObjectNode toJson(long outputTokens) {
    var json = JsonNodeFactory.instance.objectNode();
    json.put("input_tokens", input);
    json.put("cache_creation_input_tokens", cacheCreation);
    json.put("cache_read_input_tokens", cacheRead);
    json.put("output_tokens", outputTokens);
    json.put("service_tier", "standard");
    overrides.forEach((key, value) -> {
      if (!key.equals("output_tokens") || outputTokens == output) {
        json.put(key, value);
      }
    });
    json.putObject("cache_creation")
        .put("ephemeral_5m_input_tokens", json.path("cache_creation_input_tokens").longValue())
        .put("ephemeral_1h_input_tokens", 0);
    return json;
  }
}
