package dev.ccrunner.demomodel;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A plain client of the Messages API. Not the JDK's newer one: when a connection breaks, that one
 * forgets what has come, and may answer with the failure alone.
 */
final class ModelClient {

  static final JsonMapper JSON = JsonMapper.builder().build();

  private static final int PATIENCE_MILLIS = 30_000;

  private final URI base;

  ModelClient(URI base) {
    this.base = base;
  }

  /** Status, headers and the body as far as it came. */
  record Reply(int status, Map<String, List<String>> headers, String body, boolean brokenOff) {

    Optional<String> header(String name) {
      return headers.entrySet().stream()
          .filter(header -> name.equalsIgnoreCase(header.getKey()))
          .map(header -> header.getValue().getFirst())
          .findFirst();
    }

    JsonNode json() {
      return JSON.readTree(body);
    }

    /** The data of each server-sent event. */
    List<JsonNode> events() {
      var events = new ArrayList<JsonNode>();
      for (var frame : body.split("\n\n")) {
        var lines = frame.split("\n");
        events.add(JSON.readTree(lines[1].substring("data: ".length())));
        if (!lines[0].equals("event: " + events.getLast().path("type").stringValue())) {
          throw new AssertionError("event name and type differ: " + frame);
        }
      }
      return events;
    }

    List<String> eventTypes() {
      return events().stream().map(event -> event.path("type").stringValue()).toList();
    }

    List<String> deltas(String key) {
      return events().stream()
          .map(event -> event.path("delta").path(key))
          .filter(JsonNode::isString)
          .map(JsonNode::stringValue)
          .toList();
    }

    String text() {
      return String.join("", deltas("text"));
    }

    /** The tool calls of a streamed answer: name and complete input. */
    List<String> toolCalls() {
      var calls = new ArrayList<String>();
      var input = new StringBuilder();
      var name = "";
      for (var event : events()) {
        if (event.at("/content_block/type").asString("").equals("tool_use")) {
          name = event.at("/content_block/name").stringValue();
        }
        input.append(event.at("/delta/partial_json").asString(""));
        if (event.path("type").stringValue().equals("content_block_stop") && !name.isEmpty()) {
          calls.add(name + " " + JSON.readTree(input.toString()));
          input.setLength(0);
          name = "";
        }
      }
      return calls;
    }
  }

  Reply ask(CliRequest request) {
    return post("/v1/messages?beta=true", request.json(), "x-api-key", "dummy");
  }

  Reply post(String path, String body, String... headers) {
    return send("POST", path, body, headers);
  }

  Reply get(String path) {
    return send("GET", path, "", "x-api-key", "dummy");
  }

  private Reply send(String method, String path, String body, String... headers) {
    try {
      var connection = (HttpURLConnection) base.resolve(path).toURL().openConnection();
      connection.setConnectTimeout(PATIENCE_MILLIS);
      connection.setReadTimeout(PATIENCE_MILLIS);
      connection.setRequestMethod(method);
      for (int i = 0; i < headers.length; i += 2) {
        connection.setRequestProperty(headers[i], headers[i + 1]);
      }
      if (!body.isEmpty()) {
        connection.setDoOutput(true);
        connection.getOutputStream().write(body.getBytes(StandardCharsets.UTF_8));
      }
      int status = connection.getResponseCode();
      var answer = status < 400 ? connection.getInputStream() : connection.getErrorStream();
      var bytes = new ByteArrayOutputStream();
      boolean brokenOff = answer != null && breaksOff(answer, bytes);
      return new Reply(
          status, connection.getHeaderFields(), bytes.toString(StandardCharsets.UTF_8), brokenOff);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Reads to the end, or to where it breaks off. */
  private static boolean breaksOff(InputStream answer, ByteArrayOutputStream into) {
    try (answer) {
      answer.transferTo(into);
      return false;
    } catch (IOException _) {
      return true;
    }
  }
}
