package dev.ccrunner.e2e;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A client of the public API that knows nothing of the service's insides. */
final class ApiClient {
  private static final JsonMapper JSON = JsonMapper.shared();
  private static final Duration PATIENCE = Duration.ofSeconds(90);

  private final URI base;
  private final String key;
  private final HttpClient http = HttpClient.newHttpClient();

  ApiClient(URI base, String key) {
    this.base = base;
    this.key = key;
  }

  /** One event as a stream sends it; a delta has no id. */
  record Event(@Nullable Long id, String type, String data) {}

  /** Submits a run with this prompt and answers its id. */
  String submit(String prompt, String permissionMode) throws Exception {
    return submit(
        JSON.createObjectNode().put("prompt", prompt).put("permission_mode", permissionMode),
        UUID.randomUUID().toString());
  }

  /** Submits a run that may be tried again when its worker is lost. */
  String submitRepeatable(String prompt, String idempotencyKey) throws Exception {
    var body = JSON.createObjectNode().put("prompt", prompt);
    body.putObject("retry").put("max_attempts", 3).putArray("on").add("worker_lost");
    return submit(body, idempotencyKey);
  }

  private String submit(JsonNode body, String idempotencyKey) throws Exception {
    var response =
        http.send(
            request("/v1/runs")
                .header("Content-Type", "application/json")
                .header("Idempotency-Key", idempotencyKey)
                .POST(HttpRequest.BodyPublishers.ofString(body.toString()))
                .build(),
            BodyHandlers.ofString());
    if (response.statusCode() != 202) {
      throw new AssertionError(
          "expected 202, found " + response.statusCode() + ": " + response.body());
    }
    return JSON.readTree(response.body()).path("id").asString();
  }

  JsonNode get(String path) throws IOException, InterruptedException {
    var response = http.send(request(path).build(), BodyHandlers.ofString());
    if (response.statusCode() != 200) {
      throw new AssertionError(
          "expected 200, found " + response.statusCode() + ": " + response.body());
    }
    return JSON.readTree(response.body());
  }

  /** Sends a body by any method, and answers whatever comes. */
  HttpResponse<String> send(String method, String path, String idempotencyKey, String body)
      throws IOException, InterruptedException {
    return http.send(
        request(path)
            .header("Content-Type", "application/json")
            .header("Idempotency-Key", idempotencyKey)
            .method(method, HttpRequest.BodyPublishers.ofString(body))
            .build(),
        BodyHandlers.ofString());
  }

  /** Posts {@code body}, which is answered 200 or 202. */
  JsonNode post(String path, String body) throws IOException, InterruptedException {
    var response =
        http.send(
            request(path)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build(),
            BodyHandlers.ofString());
    if (response.statusCode() != 200 && response.statusCode() != 202) {
      throw new AssertionError(
          "expected 200 or 202, found " + response.statusCode() + ": " + response.body());
    }
    return JSON.readTree(response.body());
  }

  /** Begins a session and answers its id. */
  String beginSession() throws IOException, InterruptedException {
    var answer = send("POST", "/v1/sessions", UUID.randomUUID().toString(), "{}");
    if (answer.statusCode() != 201) {
      throw new AssertionError("expected 201, found " + answer.statusCode() + ": " + answer.body());
    }
    return JSON.readTree(answer.body()).path("id").asString();
  }

  /** Uploads a file and answers its id. */
  String upload(String name, String mediaType, byte[] content)
      throws IOException, InterruptedException {
    var uploaded =
        http.send(
            request("/v1/files?name=" + name)
                .header("Content-Type", mediaType)
                .POST(HttpRequest.BodyPublishers.ofByteArray(content))
                .build(),
            BodyHandlers.ofString());
    if (uploaded.statusCode() != 201) {
      throw new AssertionError(
          "expected 201, found " + uploaded.statusCode() + ": " + uploaded.body());
    }
    return JSON.readTree(uploaded.body()).path("id").asString();
  }

  /** Begins a session with an export and answers its id. */
  String bringSession(Path archive) throws IOException, InterruptedException {
    var uploaded =
        http.send(
            request("/v1/files?name=session.zip")
                .header("Content-Type", "application/zip")
                .POST(HttpRequest.BodyPublishers.ofFile(archive))
                .build(),
            BodyHandlers.ofString());
    var file = JSON.createObjectNode();
    file.put("file_id", JSON.readTree(uploaded.body()).path("id").asString());
    var answer = send("POST", "/v1/sessions/import", UUID.randomUUID().toString(), file.toString());
    if (answer.statusCode() != 201) {
      throw new AssertionError("expected 201, found " + answer.statusCode() + ": " + answer.body());
    }
    return JSON.readTree(answer.body()).path("id").asString();
  }

  /** Submits a run that may do anything to a session, and answers its id. */
  String submitTo(String session, String prompt) throws Exception {
    var body = JSON.createObjectNode().put("prompt", prompt);
    body.put("permission_mode", "bypassPermissions").put("session_id", session);
    return submit(body, UUID.randomUUID().toString());
  }

  /** Streams until an event has these words in it; answers all so far. */
  List<Event> streamUntil(String run, String words) throws Exception {
    var seen = new ArrayList<Event>();
    while (seen.stream().noneMatch(event -> event.data().contains(words))) {
      var next = EventLog.numbered(stream(run, EventLog.lastNumber(seen), 1));
      if (next.isEmpty()) {
        throw new AssertionError("Expected \"%s\", found the end of %s".formatted(words, seen));
      }
      seen.addAll(next);
    }
    return seen;
  }

  /** Tells a running run something, and answers the message's id. */
  String say(String run, String text) throws IOException, InterruptedException {
    var body = JSON.createObjectNode().put("text", text);
    return post("/v1/runs/" + run + "/messages", body.toString()).path("id").asString();
  }

  /** The text of a JSON page, byte for byte. */
  String page(String run, int limit) throws IOException, InterruptedException {
    return http.send(
            request("/v1/runs/" + run + "/events?after=0&limit=" + limit).build(),
            BodyHandlers.ofString())
        .body();
  }

  /** Streams to the end of the run. */
  List<Event> streamToEnd(String run, long after) throws Exception {
    return stream(run, after, Integer.MAX_VALUE);
  }

  /** Streams until {@code atMost} numbered events have come or the server closes, then hangs up. */
  List<Event> stream(String run, long after, int atMost) throws Exception {
    var request =
        request("/v1/runs/" + run + "/events")
            .header("Accept", "text/event-stream")
            .header("Last-Event-ID", Long.toString(after))
            .build();
    HttpResponse<Stream<String>> response = http.send(request, BodyHandlers.ofLines());
    if (response.statusCode() != 200) {
      throw new AssertionError("expected a stream, found " + response.statusCode());
    }
    try (var lines = response.body()) {
      return read(lines, atMost);
    }
  }

  private static List<Event> read(Stream<String> lines, int atMost) {
    var events = new ArrayList<Event>();
    Long id = null;
    String type = "";
    int numbered = 0;
    var iterator = lines.iterator();
    while (numbered < atMost && iterator.hasNext()) {
      String line = iterator.next();
      if (line.startsWith("id: ")) {
        id = Long.valueOf(line.substring(4));
      } else if (line.startsWith("event: ")) {
        type = line.substring(7);
      } else if (line.startsWith("data: ")) {
        events.add(new Event(id, type, line.substring(6)));
        numbered += id == null ? 0 : 1;
        id = null;
      }
    }
    return events;
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(base.resolve(path))
        .timeout(PATIENCE)
        .header("Authorization", "Bearer " + key);
  }
}
