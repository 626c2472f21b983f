package dev.ccrunner.worker.broker;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.io.InputStream;
import java.math.BigDecimal;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.zip.GZIPOutputStream;
import org.eclipse.jetty.client.BytesRequestContent;
import org.eclipse.jetty.client.ContentResponse;
import org.eclipse.jetty.client.HttpClient;
import org.eclipse.jetty.client.InputStreamResponseListener;
import org.eclipse.jetty.client.Request;
import org.eclipse.jetty.client.StringRequestContent;
import org.eclipse.jetty.io.Transport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.util.unit.DataSize;

@Timeout(60)
class ModelBrokerTest {

  private static final String KEY = "sk-provider-key-1234567890";
  private static final Instant NOW = Instant.parse("2026-11-22T12:00:00Z");

  private SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private final HttpClient http = new HttpClient();
  private final ScriptedProvider provider;
  private final Path directory;
  private ModelBroker broker;
  private BrokerToken token;

  ModelBrokerTest(@TempDir Path directory) throws IOException {
    this.directory = directory;
    provider = new ScriptedProvider();
    broker = broker(settings(provider.url()));
    token = broker.issue(new AttemptRef("run_1", 1), BrokerLimits.none());
  }

  @BeforeEach
  void startClient() throws Exception {
    http.setFollowRedirects(false);
    http.setMaxConnectionsPerDestination(300);
    http.start();
    http.getProtocolHandlers().clear();
    http.getContentDecoderFactories().clear();
    http.setUserAgentField(null);
    use(settings(provider.url()), BrokerLimits.none());
  }

  @AfterEach
  void stop() throws Exception {
    broker.close();
    http.stop();
    provider.close();
  }

  private ModelBroker broker(BrokerSettings settings) {
    registry = new SimpleMeterRegistry();
    return new ModelBroker(settings, directory, registry, Clock.fixed(NOW, ZoneOffset.UTC));
  }

  private void use(BrokerSettings settings, BrokerLimits limits) throws IOException {
    broker.close();
    broker = broker(settings);
    broker.start();
    token = broker.issue(new AttemptRef("run_1", 1), limits);
  }

  private static BrokerSettings settings(URI url) {
    return new Patience(Duration.ofSeconds(30), Duration.ofSeconds(30), 128, 200, 1000)
        .settings(url);
  }

  /** What the tests vary. */
  private record Patience(
      Duration firstByte, Duration idle, int maxCalls, int maxCallsPerAttempt, int circuitCalls) {
    BrokerSettings settings(URI url) {
      return new BrokerSettings(
          url,
          KEY,
          BrokerSettings.Authorization.X_API_KEY,
          DataSize.ofMegabytes(1),
          Duration.ofSeconds(2),
          firstByte,
          idle,
          maxCalls,
          Duration.ofMillis(100),
          maxCallsPerAttempt,
          new BrokerSettings.Retry(2, 0.1, 5, Duration.ofMillis(10), Duration.ofSeconds(1)),
          new BrokerSettings.Circuit(50, circuitCalls, circuitCalls, Duration.ofMinutes(5)));
    }
  }

  private Request request(String method, String path) {
    return http.newRequest("http://localhost" + path)
        .transport(new Transport.TCPUnix(broker.socket()))
        .method(method)
        .headers(headers -> headers.add("x-api-key", token.value()));
  }

  private Request message() {
    return request("POST", "/v1/messages?beta=true")
        .body(new StringRequestContent("application/json", "{\"stream\":true}"));
  }

  private InputStreamResponseListener open(Request request) {
    var listener = new InputStreamResponseListener();
    request.send(listener);
    return listener;
  }

  /**
   * InputStream's own way to read so many bytes asks for zero more at the end, for which Jetty's
   * stream waits.
   */
  private static byte[] read(InputStream in, int count) throws IOException {
    var bytes = new byte[count];
    for (int i = 0; i < count; i++) {
      bytes[i] = (byte) in.read();
    }
    return bytes;
  }

  // ---- passing through

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

  // ---- keys and tokens

  @Test
  void neverGivesTheProvidersKeyBack() throws Exception {
    provider.answers(
        ScriptedProvider.json(
            400,
            "{\"error\":{\"type\":\"invalid_request_error\",\"message\":\"bad key " + KEY + "\"}}",
            "x-echo",
            KEY));

    var answer = message().send();

    assertThat(answer.getContentAsString())
        .isEqualTo(
            "{\"error\":{\"type\":\"invalid_request_error\",\"message\":\"bad key [key]\"}}");
    assertThat(answer.getHeaders().asString()).doesNotContain(KEY);
    assertThat(token.snapshot().toString()).doesNotContain(KEY);
    assertThat(settings(provider.url()).toString()).doesNotContain(KEY);
    assertThat(token.toString()).doesNotContain(token.value());
  }

  @Test
  void knowsATokenInEitherHeaderAndNoOther() throws Exception {
    var bearer =
        request("GET", "/v1/models")
            .headers(headers ->
                headers.remove("x-api-key").add("Authorization", "Bearer " + token.value()));
    assertThat(bearer.send().getStatus()).isEqualTo(200);

    for (var wrong : List.of("", "x", KEY, token.value() + "x")) {
      var answer =
          request("GET", "/v1/models").headers(headers -> headers.put("x-api-key", wrong)).send();
      assertThat(answer.getStatus()).isEqualTo(401);
      assertThat(answer.getContentAsString())
          .contains("\"type\":\"error\"", "authentication_error");
    }
  }

  @Test
  void revokingEndsCallsUnderWayAndRefusesFurtherOnes() throws Exception {
    var cut = new CountDownLatch(1);
    provider.answers(streamUntilCut(cut));
    var listener = open(message());
    var in = listener.getInputStream();
    read(in, 10);

    token.close();

    assertThatThrownBy(in::readAllBytes).isInstanceOf(IOException.class);
    assertThat(cut.await(20, TimeUnit.SECONDS)).as("the provider is told to stop").isTrue();
    assertThat(message().send().getStatus()).isEqualTo(401);
    assertThat(token.snapshot().requests()).isEqualTo(1);
  }

  @Test
  void revokingEndsACallThatWaitsForItsFirstByte() throws Exception {
    var asked = new CountDownLatch(1);
    var release = new CountDownLatch(1);
    provider.answers(_ -> {
      asked.countDown();
      release.await();
    });
    Future<ContentResponse> call = CompletableFuture.supplyAsync(() -> sendUnchecked(message()));
    assertThat(asked.await(20, TimeUnit.SECONDS)).isTrue();

    token.close();

    assertThat(call.get(10, TimeUnit.SECONDS).getStatus()).isEqualTo(401);
    release.countDown();
  }

  private static ContentResponse sendUnchecked(Request request) {
    try {
      return request.send();
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  private static ScriptedProvider.Answer streamUntilCut(CountDownLatch cut) {
    return exchange -> {
      ScriptedProvider.beginStream(exchange);
      ScriptedProvider.send(
          exchange,
          ScriptedProvider.STREAM.substring(
              0, ScriptedProvider.STREAM.indexOf("event: content_block")));
      try {
        for (int i = 0; i < 2000; i++) {
          ScriptedProvider.send(exchange, "event: ping\ndata: {\"type\":\"ping\"}\n\n");
          Thread.sleep(10); // a provider that takes its time
        }
      } catch (IOException _) {
        cut.countDown();
      }
    };
  }

  // ---- metering

  @Test
  void metersAStream() throws Exception {
    provider.answers(ScriptedProvider.stream(ScriptedProvider.STREAM));

    message().send();
    message().send();

    await()
        .untilAsserted(() ->
            assertThat(token.snapshot().byModel())
                .isEqualTo(Map.of("claude-opus-5-5", new ModelUsage(200, 24, 2000, 100, 0))));
    var meter = token.snapshot();
    assertThat(meter.requests()).isEqualTo(2);
    assertThat(meter.lastProviderError()).isEmpty();
    // Twice what Claude Code itself reports for the same numbers: 0.00109 dollars.
    assertThat(meter.costUsd().orElseThrow()).isEqualByComparingTo("0.00218");
    assertThat(registry.counter("broker.tokens", "kind", "output").count()).isEqualTo(24);
  }

  @Test
  void metersAnAnswerWithoutStream() throws Exception {
    provider.answers(
        ScriptedProvider.json(
            200,
            "{\"model\":\"claude-sonnet-4-5-20250929\",\"content\":[],\"usage\":{\"input_tokens\":1000000,\"output_tokens\":7}}"));

    message().send();

    await()
        .untilAsserted(() ->
            assertThat(token.snapshot().costUsd().orElseThrow()).isEqualByComparingTo("3.000105"));
  }

  @Test
  void countsWhatCameBeforeTheClientLeftAndStopsTheProvider() throws Exception {
    var cut = new CountDownLatch(1);
    provider.answers(streamUntilCut(cut));
    var request = message();
    var in = open(request).getInputStream();
    read(in, 200);

    var _ = request.abort(new IOException("client hangs up"));

    assertThat(cut.await(20, TimeUnit.SECONDS)).isTrue();
    await()
        .untilAsserted(() ->
            assertThat(token.snapshot().total()).isEqualTo(new ModelUsage(100, 1, 1000, 50, 0)));
    assertThat(token.snapshot().lastProviderError()).as("nobody's fault at the provider").isEmpty();
  }

  @Test
  void saysSoWhenAModelHasNoPriceAndWhenAnAnswerCannotBeRead() throws Exception {
    provider.answers(
        ScriptedProvider.json(
            200,
            "{\"model\":\"someone-elses\",\"usage\":{\"input_tokens\":10,\"output_tokens\":7}}"));
    message().send();
    provider.answers(exchange -> {
      exchange.getResponseHeaders().set("content-type", "application/json");
      exchange.getResponseHeaders().set("content-encoding", "gzip");
      exchange.sendResponseHeaders(200, 0);
      try (var out = new GZIPOutputStream(exchange.getResponseBody())) {
        out.write("{}".getBytes(UTF_8));
      }
    });
    var compressed = message().send();

    assertThat(compressed.getHeaders().get("content-encoding")).isEqualTo("gzip");
    await().untilAsserted(() -> assertThat(token.snapshot().unmeteredAnswers()).isEqualTo(1));
    assertThat(token.snapshot().costUsd()).isEmpty();
    assertThat(token.snapshot().unpricedModels()).containsExactly("someone-elses");
  }

  @Test
  void refusesCallsWhenTheMoneyIsSpent() throws Exception {
    provider.answers(ScriptedProvider.stream(ScriptedProvider.STREAM));
    use(settings(provider.url()), BrokerLimits.ofCost(new BigDecimal("0.001")));
    assertThat(message().send().getStatus()).isEqualTo(200);
    await().until(() -> token.snapshot().total().outputTokens() == 12);

    var refused = message().send();

    assertThat(refused.getStatus()).isEqualTo(403);
    assertThat(refused.getContentAsString()).contains("permission_error", "max_cost_usd");
    assertThat(token.snapshot().budgetExceeded()).isTrue();
    assertThat(provider.received()).hasSize(1);
  }

  // ---- failures

  @Test
  void passesErrorsOnAndRemembersTheLast() throws Exception {
    provider.answers(ScriptedProvider.error(401, "authentication_error"));
    assertThat(message().send().getContentAsString()).contains("said the provider");
    assertThat(token.snapshot().lastProviderError())
        .hasValue(
            new ProviderError(
                ProviderError.Kind.AUTH,
                401,
                "authentication_error",
                "said the provider",
                java.util.Optional.empty(),
                NOW));

    provider.answers(ScriptedProvider.error(429, "rate_limit_error", "retry-after", "7"));
    var limited = message().send();
    assertThat(limited.getStatus()).isEqualTo(429);
    assertThat(limited.getHeaders().get("retry-after")).isEqualTo("7");
    var error = token.snapshot().lastProviderError().orElseThrow();
    assertThat(error.kind()).isEqualTo(ProviderError.Kind.RATE_LIMITED);
    assertThat(error.retryAfter()).hasValue(Duration.ofSeconds(7));

    provider.answers(ScriptedProvider.stream(ScriptedProvider.STREAM));
    message().send();
    await().until(() -> token.snapshot().lastProviderError().isEmpty());
  }

  @Test
  void noticesAnErrorWithinAStream() throws Exception {
    provider.answers(
        ScriptedProvider.stream(
            "event: error\ndata: {\"type\":\"error\",\"error\":{\"type\":\"overloaded_error\",\"message\":\"later\"}}\n\n"));

    message().send();

    await()
        .untilAsserted(() ->
            assertThat(token.snapshot().lastProviderError().map(ProviderError::kind))
                .hasValue(ProviderError.Kind.OVERLOADED));
  }

  @Test
  void triesAgainAfterAPassingFault() throws Exception {
    var tries = new AtomicInteger();
    provider.answers(exchange -> {
      var answer =
          tries.incrementAndGet() < 3
              ? ScriptedProvider.error(529, "overloaded_error", "retry-after", "0")
              : ScriptedProvider.stream(ScriptedProvider.STREAM);
      answer.to(exchange);
    });

    assertThat(message().send().getStatus()).isEqualTo(200);
    assertThat(tries).hasValue(3);
    assertThat(token.snapshot().requests()).isEqualTo(1);
  }

  @Test
  void leavesLongWaitsAndRateLimitsToTheClient() throws Exception {
    provider.answers(ScriptedProvider.error(529, "overloaded_error", "retry-after", "60"));
    assertThat(message().send().getStatus()).isEqualTo(529);
    provider.answers(ScriptedProvider.error(429, "rate_limit_error"));
    assertThat(message().send().getStatus()).isEqualTo(429);

    assertThat(provider.received()).hasSize(2);
  }

  @Test
  void stopsRetryingWhenTheBudgetForItIsSpent() throws Exception {
    provider.answers(ScriptedProvider.error(500, "api_error"));

    for (int i = 0; i < 20; i++) {
      assertThat(message().send().getStatus()).isEqualTo(500);
    }

    // 5 in reserve and 20 x 0.1 earned, but a full bucket earns nothing with its first call.
    assertThat(provider.received().size()).isBetween(20 + 5, 20 + 7);
  }

  @Test
  void restsAProviderThatKeepsFailing() throws Exception {
    use(
        new Patience(Duration.ofSeconds(5), Duration.ofSeconds(5), 8, 8, 6)
            .settings(provider.url()),
        BrokerLimits.none());
    provider.answers(ScriptedProvider.error(500, "api_error"));
    for (int i = 0; i < 6; i++) {
      message().send();
    }
    var asked = provider.received().size();
    provider.answers(ScriptedProvider.stream(ScriptedProvider.STREAM));

    var refused = message().send();

    assertThat(refused.getStatus()).isEqualTo(529);
    assertThat(refused.getContentAsString()).contains("overloaded_error");
    assertThat(refused.getHeaders().get("retry-after")).isEqualTo("300");
    assertThat(provider.received()).hasSize(asked);
    assertThat(registry.get("broker.circuit.closed").gauges())
        .anyMatch(gauge -> gauge.value() == 0);
  }

  @Test
  void saysWhenTheProviderCannotBeReached() throws Exception {
    int closed;
    try (var socket = new ServerSocket(0)) {
      closed = socket.getLocalPort();
    }
    use(settings(URI.create("http://127.0.0.1:" + closed)), BrokerLimits.none());

    var answer = message().send();

    assertThat(answer.getStatus()).isEqualTo(502);
    assertThat(answer.getContentAsString()).contains("cannot reach the provider");
    assertThat(token.snapshot().lastProviderError().map(ProviderError::kind))
        .hasValue(ProviderError.Kind.UNREACHABLE);
    assertThat(registry.counter("broker.retries").count()).isEqualTo(2);
  }

  @Test
  void givesUpOnAProviderThatNeverAnswers() throws Exception {
    use(
        new Patience(Duration.ofMillis(300), Duration.ofSeconds(5), 8, 8, 100)
            .settings(provider.url()),
        BrokerLimits.none());
    var release = new CountDownLatch(1);
    provider.answers(_ -> release.await());

    var answer = message().send();

    assertThat(answer.getStatus()).isEqualTo(504);
    assertThat(answer.getContentAsString()).contains("timeout_error");
    assertThat(token.snapshot().lastProviderError().map(ProviderError::kind))
        .hasValue(ProviderError.Kind.TIMEOUT);
    assertThat(provider.received()).as("no retry of what may have been charged").hasSize(1);
    release.countDown();
  }

  @Test
  void endsAStreamThatFellSilentWithAnErrorEvent() throws Exception {
    use(
        new Patience(Duration.ofSeconds(5), Duration.ofMillis(300), 8, 8, 100)
            .settings(provider.url()),
        BrokerLimits.none());
    var release = new CountDownLatch(1);
    provider.answers(exchange -> {
      ScriptedProvider.beginStream(exchange);
      ScriptedProvider.send(exchange, "event: ping\ndata: {\"type\":");
      release.await();
    });

    var body = message().send().getContentAsString();

    assertThat(body)
        .startsWith("event: ping\ndata: {\"type\":\n\nevent: error\ndata: {")
        .contains("overloaded_error")
        .endsWith("\n\n");
    await()
        .untilAsserted(() ->
            assertThat(token.snapshot().lastProviderError().map(ProviderError::kind))
                .hasValue(ProviderError.Kind.TIMEOUT));
    release.countDown();
  }

  @Test
  void doesNotMakeAWholeAnswerOfABrokenOne() throws Exception {
    provider.answers(exchange -> {
      exchange.getResponseHeaders().set("content-type", "application/json");
      exchange.sendResponseHeaders(200, 1000);
      exchange.getResponseBody().write("{\"half\":".getBytes(UTF_8));
      exchange.getResponseBody().flush();
    });

    assertThatThrownBy(() -> message().send())
        .isInstanceOf(java.util.concurrent.ExecutionException.class);
    await()
        .untilAsserted(() ->
            assertThat(token.snapshot().lastProviderError().map(ProviderError::kind))
                .hasValue(ProviderError.Kind.UNREACHABLE));
  }

  @Test
  void limitsCallsPerAttemptAndPerWorker() throws Exception {
    use(
        new Patience(Duration.ofSeconds(20), Duration.ofSeconds(20), 2, 2, 100)
            .settings(provider.url()),
        BrokerLimits.none());
    var asked = new CountDownLatch(2);
    var release = new CountDownLatch(1);
    provider.answers(exchange -> {
      asked.countDown();
      release.await();
      ScriptedProvider.stream(ScriptedProvider.STREAM).to(exchange);
    });
    var first = open(message());
    var second = open(message());
    assertThat(asked.await(20, TimeUnit.SECONDS)).isTrue();

    var third = message().send();
    assertThat(third.getStatus()).isEqualTo(429);

    token = broker.issue(new AttemptRef("run_2", 1), BrokerLimits.none());
    var other = message().send();
    assertThat(other.getStatus()).isEqualTo(529);
    assertThat(other.getContentAsString()).contains("no free call");

    release.countDown();
    assertThat(first.get(20, TimeUnit.SECONDS).getStatus()).isEqualTo(200);
    assertThat(second.get(20, TimeUnit.SECONDS).getStatus()).isEqualTo(200);
  }

  @Test
  void carriesAHundredStreamsAtOnce() throws Exception {
    var all = new CountDownLatch(100);
    provider.answers(exchange -> {
      ScriptedProvider.beginStream(exchange);
      ScriptedProvider.send(exchange, "event: ping\n\n");
      all.countDown();
      assertThat(all.await(40, TimeUnit.SECONDS)).as("all are open at the same time").isTrue();
      ScriptedProvider.send(exchange, ScriptedProvider.STREAM);
    });
    var bodies = new ArrayList<Future<String>>();
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < 100; i++) {
        bodies.add(threads.submit(() -> message().send().getContentAsString()));
      }
      for (var body : bodies) {
        assertThat(body.get()).isEqualTo("event: ping\n\n" + ScriptedProvider.STREAM);
      }
    }
    await()
        .untilAsserted(() -> assertThat(token.snapshot().total().outputTokens()).isEqualTo(1200));
  }

  @Test
  void letsEveryUserConnectAndLeavesNoSocketBehind() throws Exception {
    assertThat(
            java.nio.file.attribute.PosixFilePermissions.toString(
                Files.getPosixFilePermissions(broker.socket())))
        .isEqualTo("rw-rw-rw-");

    broker.close();

    assertThat(broker.socket()).doesNotExist();
  }
}
