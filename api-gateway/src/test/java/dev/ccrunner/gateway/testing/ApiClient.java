package dev.ccrunner.gateway.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A client that checks every answer it gets against the description the service gives of itself: an
 * undocumented status, or a body of another form, fails the test that caused it.
 */
public final class ApiClient {
  private static final HttpClient HTTP =
      HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();

  private final int port;
  private final @Nullable String key;
  private final Map<String, String> headers;

  private ApiClient(int port, @Nullable String key, Map<String, String> headers) {
    this.port = port;
    this.key = key;
    this.headers = headers;
  }

  static ApiClient of(int port, String key) {
    return new ApiClient(port, key, Map.of());
  }

  public ApiClient withoutKey() {
    return new ApiClient(port, null, headers);
  }

  public ApiClient withKey(String other) {
    return new ApiClient(port, other, headers);
  }

  public ApiClient with(String header, String value) {
    var more = new LinkedHashMap<>(headers);
    more.put(header, value);
    return new ApiClient(port, key, more);
  }

  /** What it sends by this name. */
  public String header(String name) {
    return Objects.requireNonNull(headers.get(name), name);
  }

  public ApiClient without(String header) {
    var fewer = new LinkedHashMap<>(headers);
    fewer.remove(header);
    return new ApiClient(port, key, fewer);
  }

  public ApiResponse get(String path) {
    return send("GET", path, null, null);
  }

  /** Sends {@code json} as it is, well-formed or not. */
  public ApiResponse post(String path, String json) {
    return send("POST", path, "application/json", json);
  }

  public ApiResponse patch(String path, String json) {
    return send("PATCH", path, "application/json", json);
  }

  public ApiResponse put(String path, String json) {
    return send("PUT", path, "application/json", json);
  }

  public ApiResponse delete(String path) {
    return send("DELETE", path, null, null);
  }

  public ApiResponse send(
      String method, String path, @Nullable String contentType, @Nullable String body) {
    return sendBody(
        method,
        path,
        contentType,
        body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
  }

  /** The same with a body of another kind, for example one of unknown length. */
  public ApiResponse sendBody(
      String method, String path, @Nullable String contentType, HttpRequest.BodyPublisher body) {
    var request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
            .timeout(Duration.ofSeconds(60))
            .method(method, body);
    if (contentType != null) {
      request.header("Content-Type", contentType);
    }
    if (key != null) {
      request.header("Authorization", "Bearer " + key);
    }
    headers.forEach(request::header);
    try {
      var answer = HTTP.send(request.build(), BodyHandlers.ofString());
      var response = new ApiResponse(answer.statusCode(), answer.headers(), answer.body());
      Contract.of(port).check(method, path, response);
      return response;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Interrupted while waiting for " + path, e);
    }
  }
}
