package dev.ccrunner.local.start;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.stream.StreamSupport;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

/** Asks a gateway of ours what the launcher wants to know. */
public final class GatewayClient implements AutoCloseable {

  private static final Duration TIMEOUT = Duration.ofSeconds(5);
  private static final ObjectMapper JSON = new ObjectMapper();

  /** A worker as the gateway lists it. */
  public record Worker(String id, String name, String sandboxLevel, String cliVersion) {}

  private final HttpClient client =
      HttpClient.newBuilder()
          .connectTimeout(TIMEOUT)
          .proxy(HttpClient.Builder.NO_PROXY)
          .version(HttpClient.Version.HTTP_1_1)
          .build();
  private final URI base;

  public GatewayClient(URI base) {
    this.base = base;
  }

  public boolean isReady() throws IOException, InterruptedException {
    var answer = get("/readyz", "");
    return answer.statusCode() == 200
        && JSON.readTree(answer.body()).path("status").asString("").equals("ready");
  }

  public List<Worker> workers(String apiKey) throws IOException, InterruptedException {
    var answer = get("/v1/workers", apiKey);
    if (answer.statusCode() != 200) {
      throw new IOException("Expected the workers, found status " + answer.statusCode());
    }
    var data = JSON.readTree(answer.body()).path("data");
    return StreamSupport.stream(data.spliterator(), false).map(GatewayClient::worker).toList();
  }

  /**
   * A version of the key for secrets.
   *
   * @param secrets how many it opens
   */
  public record SecretKey(int version, int secrets) {}

  /** All versions of the key for secrets, the oldest first. */
  public List<SecretKey> secretKeys(String apiKey) throws IOException, InterruptedException {
    var answer = get("/v1/secret_keys", apiKey);
    if (answer.statusCode() != 200) {
      throw new IOException("Expected the keys for secrets, found status " + answer.statusCode());
    }
    var versions = JSON.readTree(answer.body()).path("versions");
    return StreamSupport.stream(versions.spliterator(), false)
        .map(key -> new SecretKey(key.path("version").asInt(), key.path("secrets").asInt()))
        .toList();
  }

  private static Worker worker(JsonNode node) {
    return new Worker(
        node.path("id").asString(""),
        node.path("name").asString(""),
        node.path("sandbox_level").asString(""),
        node.path("cli_version").asString(""));
  }

  private HttpResponse<String> get(String path, String apiKey)
      throws IOException, InterruptedException {
    var request = HttpRequest.newBuilder(base.resolve(path)).timeout(TIMEOUT);
    if (!apiKey.isEmpty()) {
      request.header("Authorization", "Bearer " + apiKey);
    }
    return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
  }

  @Override
  public void close() {
    client.close();
  }
}
