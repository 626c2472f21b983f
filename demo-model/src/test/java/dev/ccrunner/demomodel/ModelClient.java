package dev.ccrunner.demomodel;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A plain client of the Messages API. */
final class ModelClient implements AutoCloseable {

  static final JsonMapper JSON = JsonMapper.builder().build();

  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final URI base;

  ModelClient(URI base) {
    this.base = base;
  }

  /** Status, headers and the body as far as it came. */
  record Reply(int status, HttpResponse<?> response, String body, boolean brokenOff) {

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
    var request =
        HttpRequest.newBuilder(base.resolve(path)).POST(HttpRequest.BodyPublishers.ofString(body));
    return send(headers.length == 0 ? request : request.headers(headers));
  }

  Reply get(String path) {
    return send(HttpRequest.newBuilder(base.resolve(path)).header("x-api-key", "dummy"));
  }

  private Reply send(HttpRequest.Builder request) {
    try {
      var response =
          http.send(request.timeout(Duration.ofSeconds(30)).build(), _ -> new WhateverCame());
      var body = response.body();
      return new Reply(response.statusCode(), response, body.text(), body.brokenOff());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    http.close();
  }
}
