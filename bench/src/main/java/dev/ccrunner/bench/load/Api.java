package dev.ccrunner.bench.load;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.UUID;
import tools.jackson.databind.json.JsonMapper;

/** The public HTTP interface of a gateway, as far as measurements need it. */
public final class Api {

  private static final JsonMapper JSON = JsonMapper.shared();
  private static final int LONGEST_WAIT_SECONDS = 3;

  private final int port;
  private final String key;

  public Api(int port, String key) {
    this.port = port;
    this.key = key;
  }

  public int port() {
    return port;
  }

  public String key() {
    return key;
  }

  public boolean isReady() {
    try (var connection = new HttpConnection(port)) {
      return connection.ask(get("/readyz", "application/json")).status() == 200;
    } catch (IOException _) {
      return false;
    }
  }

  /** Whether a run of this prompt succeeds right now. */
  public boolean succeeds(String prompt) {
    try (var connection = new HttpConnection(port)) {
      var answer =
          connection.ask(
              post(body(prompt, "ready"), "Prefer: wait=" + LONGEST_WAIT_SECONDS + "\r\n"));
      return JSON.readTree(answer.body()).path("status").asString("").equals("succeeded");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Submits a run and answers its id. */
  public String submit(String prompt, String label) throws IOException {
    try (var connection = new HttpConnection(port)) {
      return submit(connection, prompt, label);
    }
  }

  String submit(HttpConnection connection, String prompt, String label) throws IOException {
    var answer = connection.ask(post(body(prompt, label), ""));
    if (answer.status() != 202) {
      throw new IOException("Expected status 202, found " + answer.status() + ": " + answer.body());
    }
    return JSON.readTree(answer.body()).path("id").asString("");
  }

  /** One of the run's stored events of that type, as clients get it. */
  public String storedEvent(String run, String type) throws IOException {
    try (var connection = new HttpConnection(port)) {
      var path = "/v1/runs/" + run + "/events?limit=1&types=" + type;
      var page = JSON.readTree(connection.ask(get(path, "application/json")).body());
      return page.path("data").path(0).toString();
    }
  }

  /** What a gateway answered. */
  public record Reply(int status, String body) {}

  /** Posts JSON under an idempotency key of the caller's, on a connection of its own. */
  public Reply post(String path, String json, String idempotencyKey, String moreHeaders)
      throws IOException {
    try (var connection = new HttpConnection(port)) {
      var answer = connection.ask(request(path, json, idempotencyKey, moreHeaders));
      return new Reply(answer.status(), answer.body());
    }
  }

  /** Ends a run that is of no more use. */
  public void cancel(String run) throws IOException {
    try (var connection = new HttpConnection(port)) {
      var answer = connection.ask(post("/v1/runs/" + run + "/cancel", "{}", ""));
      if (answer.status() >= 300) {
        throw new IOException("Expected the run to be cancelled, found " + answer);
      }
    }
  }

  static String body(String prompt, String label) {
    var body = JSON.createObjectNode();
    body.put("prompt", prompt);
    body.put("permission_mode", "acceptEdits");
    body.putObject("labels").put("bench", label);
    return JSON.writeValueAsString(body);
  }

  /** A submit under an idempotency key of its own. */
  byte[] post(String body, String moreHeaders) {
    return post("/v1/runs", body, moreHeaders);
  }

  private byte[] post(String path, String body, String moreHeaders) {
    return request(path, body, UUID.randomUUID().toString(), moreHeaders);
  }

  private byte[] request(String path, String body, String idempotencyKey, String moreHeaders) {
    return ("POST %s HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer %s\r\n"
            + "Content-Type: application/json\r\nIdempotency-Key: %s\r\n%sContent-Length: %d\r\n\r\n%s")
        .formatted(
            path,
            key,
            idempotencyKey,
            moreHeaders,
            body.getBytes(StandardCharsets.UTF_8).length,
            body)
        .getBytes(StandardCharsets.UTF_8);
  }

  /**
   * @param after the number of the last event that is known; 0 asks for all
   */
  byte[] events(String run, long after) {
    return get(
        "/v1/runs/" + run + "/events?deltas=false",
        "text/event-stream" + (after == 0 ? "" : "\r\nLast-Event-ID: " + after));
  }

  private byte[] get(String path, String accept) {
    return ("GET %s HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer %s\r\nAccept: %s\r\n\r\n")
        .formatted(path, key, accept)
        .getBytes(StandardCharsets.UTF_8);
  }
}
