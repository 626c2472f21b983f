package dev.ccrunner.worker;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.ccrunner.infra.postgres.UsageDimension.Plain;
import dev.ccrunner.infra.postgres.UsageFilter;
import dev.ccrunner.infra.postgres.UsageLedger;
import dev.ccrunner.infra.postgres.UsageSum;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** From the provider's answer over the broker and the run's end into the ledger. */
@Timeout(180)
class UsageOfModelsTest {
  private static final List<String> MODELS =
      List.of("claude-haiku-4-5", "claude-opus-4-5", "claude-haiku-4-5", "nobodys-model");

  @TempDir Path folder;

  @Test
  void keepsTheCostOfEachModelOfARun() throws Exception {
    var asked = new AtomicInteger();
    var provider =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 16);
    provider.createContext(
        "/",
        exchange -> {
          exchange.getRequestBody().readAllBytes();
          byte[] answer = answer(MODELS.get(asked.getAndIncrement()));
          exchange.getResponseHeaders().set("content-type", "application/json");
          exchange.sendResponseHeaders(200, answer.length);
          exchange.getResponseBody().write(answer);
          exchange.close();
        });
    provider.start();
    var url = "http://127.0.0.1:" + provider.getAddress().getPort();
    try (var worker = RunningWorker.start(folder, "--ccr.worker.broker.model-base-url=" + url)) {
      var run = worker.awaitEnd(worker.submit("{\"ask\":4}"));

      assertThat(run.result().text()).isEqualTo("HTTP/1.1 200 OK");
      var rows = sums(worker);
      assertThat(rows)
          .extracting(row -> row.group().getFirst())
          .containsExactly("", "claude-haiku-4-5", "claude-opus-4-5", "nobodys-model");
      assertThat(rows.get(0).runMillis()).isNotNull();
      assertThat(rows.get(1).costUsd())
          .as("twice 1000 tokens in at 1, and 100 out at 5 dollars a million")
          .isEqualByComparingTo("0.003");
      assertThat(rows.get(2).costUsd()).as("at 5 and 25").isEqualByComparingTo("0.0075");
      assertThat(rows.get(3).costUsd()).isNull();
      assertThat(rows.get(3).unpricedTokens()).isEqualTo(1100);
      assertThat(run.usage().costUsd()).isNull();
      assertThat(rows.get(1).tokens())
          .isEqualTo(
              Objects.requireNonNull(run.usage().byModel().get("claude-haiku-4-5")).tokens());
      assertThat(Objects.requireNonNull(run.usage().byModel().get("claude-opus-4-5")).costUsd())
          .as("the run says the same")
          .isEqualByComparingTo("0.0075");
    } finally {
      provider.stop(0);
    }
  }

  private static List<UsageSum> sums(RunningWorker worker) {
    var always =
        new UsageFilter(LocalDate.EPOCH, LocalDate.parse("9999-12-31"), null, null, null, Map.of());
    return worker
        .bean(UsageLedger.class)
        .sums(
            worker.team(),
            always,
            new UsageLedger.Page(List.of(Plain.MODEL), null, 100, Duration.ofSeconds(30)));
  }

  private static byte[] answer(String model) {
    return """
    {"type":"message","model":"%s","content":[],"usage":{"input_tokens":1000,"output_tokens":100}}\
    """
        .formatted(model)
        .getBytes(UTF_8);
  }
}
