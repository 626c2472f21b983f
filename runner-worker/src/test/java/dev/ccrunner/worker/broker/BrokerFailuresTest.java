package dev.ccrunner.worker.broker;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class BrokerFailuresTest extends BrokerUnderTest {

  BrokerFailuresTest(@TempDir Path directory) throws IOException {
    super(directory);
  }

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
}
