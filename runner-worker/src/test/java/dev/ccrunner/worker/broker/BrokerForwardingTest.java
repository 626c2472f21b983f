package dev.ccrunner.worker.broker;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.client.BytesRequestContent;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class BrokerForwardingTest extends BrokerUnderTest {

  BrokerForwardingTest(@TempDir Path directory) throws IOException {
    super(directory);
  }

  @Test
  void passesRequestsAsTheyAre() throws Exception {
    var body = new byte[300_000];
    new java.util.Random(7).nextBytes(body);

    request("POST", "/v1/messages?beta=true&x=%2Fy%20z")
        .headers(headers -> {
          headers.add("Anthropic-Beta", "one-2025-01-01");
          headers.add("Anthropic-Beta", "two-2025-01-01,three");
          headers.add("X-Unknown", "odd; value=\"ü\"");
          headers.add("x-stainless-retry-count", "1");
          headers.add("Accept-Encoding", "gzip, br");
          headers.add("Connection", "keep-alive, x-hop");
          headers.add("X-Hop", "only for the broker");
        })
        .body(new BytesRequestContent("application/json", body))
        .send();

    var received = provider.received().getFirst();
    assertThat(received.method()).isEqualTo("POST");
    assertThat(received.uri().toString()).isEqualTo("/v1/messages?beta=true&x=%2Fy%20z");
    assertThat(received.body()).isEqualTo(body);
    assertThat(received.headers().get("Anthropic-beta"))
        .containsExactly("one-2025-01-01", "two-2025-01-01,three");
    assertThat(received.headers().getFirst("X-Unknown")).startsWith("odd; value=");
    assertThat(received.headers())
        .containsEntry("X-stainless-retry-count", List.of("1"))
        .containsEntry("Accept-encoding", List.of("identity"))
        .containsEntry("Content-type", List.of("application/json"))
        .containsEntry("X-api-key", List.of(KEY))
        .doesNotContainKeys("X-hop", "Authorization", "User-agent");
    assertThat(received.headers().getFirst("Host")).startsWith("127.0.0.1:");
  }

  @Test
  void passesAnswersAsTheyAre() throws Exception {
    var body = "{\"unknown\":{\"field\":[1,2.50,\"ü\"]},  \"odd\" : spacing}";
    provider.answers(
        ScriptedProvider.json(
            200, body, "request-id", "req_1", "anthropic-ratelimit-x", "7", "Set-Cookie", "a=b"));

    var answer = message().send();

    assertThat(answer.getStatus()).isEqualTo(200);
    assertThat(answer.getContentAsString()).isEqualTo(body);
    assertThat(answer.getHeaders().get("request-id")).isEqualTo("req_1");
    assertThat(answer.getHeaders().get("anthropic-ratelimit-x")).isEqualTo("7");
    assertThat(answer.getHeaders().get("Set-Cookie")).isEqualTo("a=b");
  }

  @Test
  void passesStreamsByteForByte() throws Exception {
    provider.answers(ScriptedProvider.stream(ScriptedProvider.STREAM));

    assertThat(message().send().getContentAsString()).isEqualTo(ScriptedProvider.STREAM);
  }

  @Test
  void passesAPieceOnBeforeTheNextIsSent() throws Exception {
    var seen = new CountDownLatch(1);
    provider.answers(exchange -> {
      ScriptedProvider.beginStream(exchange);
      ScriptedProvider.send(exchange, "event: ping\n");
      assertThat(seen.await(20, TimeUnit.SECONDS)).isTrue();
      ScriptedProvider.send(exchange, "data: {}\n\n");
    });

    var listener = open(message());
    try (var in = listener.getInputStream()) {
      assertThat(new String(read(in, 12), UTF_8)).isEqualTo("event: ping\n");
      seen.countDown();
      assertThat(new String(in.readAllBytes(), UTF_8)).isEqualTo("data: {}\n\n");
    }
  }

  @Test
  void takesThePathPrefixOfAGatewayAndABearerKey() throws Exception {
    var plain = settings(URI.create(provider.url() + "/gateway/anthropic/"));
    use(
        new BrokerSettings(
            plain.modelBaseUrl(),
            KEY,
            BrokerSettings.Authorization.BEARER,
            plain.maxRequest(),
            plain.connectTimeout(),
            plain.firstByteTimeout(),
            plain.idleTimeout(),
            8,
            plain.maxCallWait(),
            8,
            plain.retry(),
            plain.circuit()),
        BrokerLimits.none());

    request("GET", "/v1/models?limit=5").send();

    var received = provider.received().getFirst();
    assertThat(received.uri()).hasToString("/gateway/anthropic/v1/models?limit=5");
    assertThat(received.headers())
        .containsEntry("Authorization", List.of("Bearer " + KEY))
        .doesNotContainKey("X-api-key");
  }

  @Test
  void forwardsNothingButTheMessagesAndModelsApis() throws Exception {
    for (var path :
        List.of(
            "/",
            "/v1/files",
            "/v1/messages/batches",
            "/v1/messages/",
            "/v1/models/../files",
            "/v1/models/%2e%2e/files",
            "/v1//messages",
            "/v1/organizations/x")) {
      var answer = request("POST", path).send();
      assertThat(answer.getStatus()).as(path).isEqualTo(404);
      assertThat(answer.getContentAsString()).as(path).contains("not_found_error");
    }
    assertThat(request("DELETE", "/v1/messages").send().getStatus()).isEqualTo(404);
    assertThat(provider.received()).isEmpty();
    assertThat(request("GET", "/v1/models/claude-opus-5-5").send().getStatus()).isEqualTo(200);
    assertThat(request("POST", "/v1/messages/count_tokens").send().getStatus()).isEqualTo(200);
  }

  @Test
  void refusesABodyOverTheLimitWithoutAskingTheProvider() throws Exception {
    var answer =
        request("POST", "/v1/messages")
            .body(new BytesRequestContent(new byte[1024 * 1024 + 1]))
            .send();

    assertThat(answer.getStatus()).isEqualTo(413);
    assertThat(answer.getContentAsString()).contains("request_too_large");
    assertThat(provider.received()).isEmpty();
  }
}
