package dev.ccrunner.worker.broker;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Reads along while an answer passes, without holding it up or changing it: a stream's {@code
 * message_start} and {@code message_delta} carry its usage, a plain answer has it at its end. What
 * it sees counts even when the rest never comes.
 */
final class AnswerReader {

  private static final JsonMapper JSON = JsonMapper.shared();

  /**
   * Longer lines of a stream are content, and a longer plain answer than this is nothing the API
   * sends.
   */
  private static final int LONGEST = 8 * 1024 * 1024;

  private static final byte[] DATA = "data:".getBytes(UTF_8);

  private final boolean streaming;
  private final ByteArrayOutputStream pending = new ByteArrayOutputStream();
  private boolean tooLong;
  private @Nullable String model;
  private @Nullable ModelUsage usage;
  private @Nullable JsonNode error;

  AnswerReader(boolean streaming) {
    this.streaming = streaming;
  }

  void passed(byte[] bytes, int count) {
    if (!streaming) {
      keep(bytes, 0, count);
      return;
    }
    int start = 0;
    for (int i = 0; i < count; i++) {
      if (bytes[i] == '\n') {
        keep(bytes, start, i - start);
        finishLine();
        start = i + 1;
      }
    }
    keep(bytes, start, count - start);
  }

  private void keep(byte[] bytes, int from, int count) {
    tooLong |= pending.size() + count > LONGEST;
    if (!tooLong) {
      pending.write(bytes, from, count);
    }
  }

  private void finishLine() {
    var line = pending.toByteArray();
    var skip = tooLong || !startsWithData(line);
    pending.reset();
    tooLong = false;
    if (skip) {
      return;
    }
    var text = new String(line, DATA.length, line.length - DATA.length, UTF_8);
    if (text.contains("\"usage\"") || text.contains("\"error\"")) {
      parse(text).ifPresent(this::event);
    }
  }

  private static boolean startsWithData(byte[] line) {
    return line.length > DATA.length
        && java.util.Arrays.equals(line, 0, DATA.length, DATA, 0, DATA.length);
  }

  private void event(JsonNode event) {
    switch (event.path("type").asString("")) {
      case "message_start" -> message(event.path("message"));
      case "message_delta" -> usage(event.path("usage"));
      case "error" -> error = event.path("error");
      default -> {}
    }
  }

  private void message(JsonNode message) {
    if (message.path("model").isString()) {
      model = message.path("model").asString();
    }
    usage(message.path("usage"));
  }

  private void usage(JsonNode node) {
    if (!node.isObject()) {
      return;
    }
    var seen =
        new ModelUsage(
            node.path("input_tokens").asLong(0),
            node.path("output_tokens").asLong(0),
            node.path("cache_read_input_tokens").asLong(0),
            node.path("cache_creation_input_tokens").asLong(0),
            node.path("cache_creation").path("ephemeral_1h_input_tokens").asLong(0));
    usage = usage == null ? seen : usage.atLeast(seen);
  }

  /** To be called once, when the answer ended, however it ended. */
  void finish() {
    if (!streaming && !tooLong) {
      parse(pending.toString(UTF_8)).ifPresent(this::message);
    }
  }

  Optional<String> model() {
    return Optional.ofNullable(model);
  }

  Optional<ModelUsage> usage() {
    return Optional.ofNullable(usage);
  }

  /** The error a stream ended with after a good start. */
  Optional<JsonNode> error() {
    return Optional.ofNullable(error);
  }

  static Optional<JsonNode> parse(String json) {
    try {
      return Optional.of(JSON.readTree(json));
    } catch (JacksonException _) {
      return Optional.empty(); // not for us to complain about: the client reads it too
    }
  }
}
