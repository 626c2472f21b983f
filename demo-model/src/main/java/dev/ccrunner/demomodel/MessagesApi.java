package dev.ccrunner.demomodel;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/** The HTTP side: who may ask, what is asked, and the answer or the error in Anthropic's shape. */
final class MessagesApi implements HttpHandler {

  private static final List<String> MODELS =
      List.of("claude-opus-5-5", "claude-sonnet-5-5", "claude-haiku-5-5");

  private final DemoModelOptions options;
  private final Stopping stopping;
  private final RequestLog log;
  private final Model model;

  MessagesApi(DemoModelOptions options, ScriptBook book, Stopping stopping, RequestLog log) {
    this.options = options;
    this.stopping = stopping;
    this.log = log;
    model = new Model(book, new DemoSession(options.demoChunkDelay()));
  }

  @Override
  public void handle(HttpExchange exchange) throws IOException {
    exchange.getResponseHeaders().set("request-id", Ids.request());
    try {
      route(exchange);
    } catch (Refused e) {
      sendError(exchange, e.error());
    } catch (ScriptInvalid e) {
      // Not an error of the kind a client retries: whoever wrote the script should see it at once.
      sendError(exchange, ApiError.of(400, String.valueOf(e.getMessage())));
    }
    // Only after a complete answer, since closing the exchange ends the body properly. An exception
    // makes the server drop the connection instead: just what a cut, or a closing model, looks
    // like.
    exchange.close();
  }

  private void route(HttpExchange exchange) throws IOException {
    var body = readBody(exchange);
    var route = exchange.getRequestMethod() + " " + exchange.getRequestURI().getPath();
    log.add(recorded(exchange, body == null ? "" : body));
    checkKey(exchange);
    if (body == null) {
      throw new Refused(
          413, "Request exceeds the maximum size of %d bytes".formatted(options.maxBodyBytes()));
    }
    switch (route) {
      case "POST /v1/messages" -> answer(exchange, request(body, true));
      case "POST /v1/messages/count_tokens" ->
          sendJson(
              exchange,
              200,
              JsonNodeFactory.instance
                  .objectNode()
                  .put("input_tokens", Usage.inputTokens(request(body, false))));
      case "GET /v1/models" -> sendJson(exchange, 200, models());
      default -> throw new Refused(404, "Not found: " + route);
    }
  }

  private void answer(HttpExchange exchange, JsonNode request) throws IOException {
    var session = exchange.getRequestHeaders().getFirst("x-claude-code-session-id");
    var scripted = model.answer(request, session == null ? "" : session);
    var streaming = request.path("stream").asBoolean(false);
    stopping.pause(scripted.turn().delayMillis());
    switch (scripted.fault()) {
      case Fault.Status(var status, var retryAfter, var message) -> {
        if (retryAfter != null) {
          exchange.getResponseHeaders().set("retry-after", retryAfter.toString());
        }
        throw new Refused(status, message == null ? ApiError.usualMessage(status) : message);
      }
      case Fault.Garbage() -> sendGarbage(exchange, streaming);
      case Fault.Cut _, Fault.Stall _, Fault.ErrorEvent _ ->
          sendAnswer(exchange, scripted, streaming);
      case null -> sendAnswer(exchange, scripted, streaming);
    }
  }

  private void sendAnswer(HttpExchange exchange, Answer answer, boolean streaming)
      throws IOException {
    if (streaming) {
      stream(exchange, answer);
    } else {
      sendWhole(exchange, answer);
    }
  }

  private void stream(HttpExchange exchange, Answer answer) throws IOException {
    exchange.getResponseHeaders().set("content-type", "text/event-stream; charset=utf-8");
    exchange.getResponseHeaders().set("cache-control", "no-cache");
    exchange.sendResponseHeaders(200, 0);
    var out = new BufferedOutputStream(exchange.getResponseBody(), 16 * 1024);
    new MessageStream(out, answer, stopping).write();
    out.close();
  }

  /**
   * Without a stream there is no middle of the text: half of the bytes, or a pause before them,
   * comes closest.
   */
  private void sendWhole(HttpExchange exchange, Answer answer) throws IOException {
    switch (answer.fault()) {
      case Fault.Stall(_, var millis) -> stopping.pause(millis);
      case Fault.ErrorEvent(_, var status) ->
          throw new Refused(status, ApiError.usualMessage(status));
      case Fault.Cut _, Fault.Status _, Fault.Garbage _ -> {}
      case null -> {}
    }
    var bytes = answer.whole().toString().getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("content-type", "application/json");
    exchange.sendResponseHeaders(200, bytes.length);
    if (answer.fault() instanceof Fault.Cut) {
      exchange.getResponseBody().write(bytes, 0, bytes.length / 2);
      exchange.getResponseBody().flush();
      throw new StreamCut();
    }
    exchange.getResponseBody().write(bytes);
  }

  private static void sendGarbage(HttpExchange exchange, boolean streaming) throws IOException {
    var text =
        streaming
            ? "event: message_start\ndata: {\"type\":\"mess\n\n<html>no answer</html>\n\n"
            : "<html>no answer</html>";
    exchange
        .getResponseHeaders()
        .set("content-type", streaming ? "text/event-stream" : "application/json");
    send(exchange, 200, text);
  }

  private void checkKey(HttpExchange exchange) {
    var key = exchange.getRequestHeaders().getFirst("x-api-key");
    var authorization = exchange.getRequestHeaders().getFirst("authorization");
    if (key == null && authorization != null && authorization.startsWith("Bearer ")) {
      key = authorization.substring("Bearer ".length());
    }
    if (key == null || key.isBlank()) {
      throw new Refused(401, "x-api-key header is required");
    }
    if (options.requiredApiKey() != null && !options.requiredApiKey().equals(key)) {
      throw new Refused(401, "invalid x-api-key");
    }
  }

  private static JsonNode request(String body, boolean answered) {
    try {
      var json = Json.MAPPER.readTree(body);
      if (!json.path("model").isString()) {
        throw new Refused(400, "model: Field required");
      }
      if (!json.path("messages").isArray() || json.path("messages").isEmpty()) {
        throw new Refused(400, "messages: at least one message is required");
      }
      if (answered && json.path("max_tokens").asLong(0) < 1) {
        throw new Refused(
            400,
            "max_tokens: expected a whole number of at least 1, found " + json.path("max_tokens"));
      }
      return json;
    } catch (JacksonException e) {
      throw new Refused(400, "The request body is not valid JSON: " + e.getOriginalMessage());
    }
  }

  /**
   * Null when too large. A moderate excess is read to its end: a client that still writes would not
   * see the answer.
   */
  private @Nullable String readBody(HttpExchange exchange) throws IOException {
    InputStream in = exchange.getRequestBody();
    var bytes = in.readNBytes(options.maxBodyBytes());
    if (bytes.length < options.maxBodyBytes() || in.read() < 0) {
      return new String(bytes, StandardCharsets.UTF_8);
    }
    in.skip(options.maxBodyBytes());
    return null;
  }

  private static RecordedRequest recorded(HttpExchange exchange, String body) {
    Map<String, List<String>> headers = new TreeMap<>();
    exchange
        .getRequestHeaders()
        .forEach((name, values) -> headers.put(name.toLowerCase(Locale.ROOT), List.copyOf(values)));
    return new RecordedRequest(
        exchange.getRequestMethod(), exchange.getRequestURI().toString(), headers, body);
  }

  private static JsonNode models() {
    var json = JsonNodeFactory.instance.objectNode();
    var data = json.putArray("data");
    for (var id : MODELS) {
      data.addObject()
          .put("type", "model")
          .put("id", id)
          .put("display_name", id + " (demo)")
          .put("created_at", "2026-01-01T00:00:00Z");
    }
    return json.put("has_more", false)
        .put("first_id", MODELS.getFirst())
        .put("last_id", MODELS.getLast());
  }

  private static void sendError(HttpExchange exchange, ApiError error) throws IOException {
    var requestId = exchange.getResponseHeaders().getFirst("request-id");
    sendJson(exchange, error.status(), error.toJson(requestId));
  }

  private static void sendJson(HttpExchange exchange, int status, JsonNode json)
      throws IOException {
    exchange.getResponseHeaders().set("content-type", "application/json");
    send(exchange, status, json.toString());
  }

  private static void send(HttpExchange exchange, int status, String text) throws IOException {
    var bytes = text.getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(status, bytes.length);
    OutputStream out = exchange.getResponseBody();
    out.write(bytes);
    out.close();
  }
}
