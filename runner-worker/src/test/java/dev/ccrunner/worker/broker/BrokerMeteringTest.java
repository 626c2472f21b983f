package dev.ccrunner.worker.broker;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class BrokerMeteringTest extends BrokerUnderTest {

  BrokerMeteringTest(@TempDir Path directory) throws IOException {
    super(directory);
  }

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
    assertThat(token.snapshot().moneyGone())
        .hasValueSatisfying(why -> assertThat(why).contains("max_cost_usd"));
    assertThat(provider.received()).hasSize(1);
  }

  @Test
  void holdsTheCallBackThatFindsNoMoneyAndSaysSo() throws Exception {
    provider.answers(ScriptedProvider.stream(ScriptedProvider.STREAM));
    use(settings(provider.url()), BrokerLimits.ofCost(new BigDecimal("0.001")));
    var told = new CountDownLatch(1);
    token.whenMoneyIsGone(told::countDown, Duration.ofMinutes(5));
    message().send();
    await().until(() -> token.snapshot().total().outputTokens() == 12);
    assertThat(told.getCount()).as("a call that had money").isOne();

    var held = new CompletableFuture<Integer>();
    message().send(result -> held.complete(result.getResponse().getStatus()));

    assertThat(told.await(20, TimeUnit.SECONDS)).isTrue();
    assertThat(held).isNotDone();
    token.close(); // the turn has ended in good order
    assertThat(held.get(20, TimeUnit.SECONDS)).isEqualTo(403);
    assertThat(provider.received()).hasSize(1);
  }
}
