package dev.ccrunner.gateway.submission;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ccrunner.gateway.testing.ApiClient;
import dev.ccrunner.gateway.testing.ApiResponse;
import dev.ccrunner.gateway.testing.TestGateway;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class WaitTest {
  private static final TestGateway GATEWAY = TestGateway.shared();
  private final ApiClient api = GATEWAY.client();

  private String submit() {
    return api.post("/v1/runs", "{\"prompt\":\"p\"}").expect(202).text("/id");
  }

  @Test
  void answersAGetAsSoonAsTheRunHasEnded() throws Exception {
    String run = submit();

    var waiting =
        CompletableFuture.supplyAsync(() -> api.with("Prefer", "wait=60").get("/v1/runs/" + run));
    RunRows.succeed(GATEWAY, run);
    ApiResponse answer = waiting.get(20, TimeUnit.SECONDS).expect(200);

    assertThat(answer.text("/status")).isEqualTo("succeeded");
    assertThat(answer.header("Preference-Applied")).isEqualTo("wait=60");
  }

  @Test
  void answersASubmitWith200WhenTheRunHasEnded() throws Exception {
    String label = "\"wait-test\":\"" + System.nanoTime() + "\"";
    var waiting =
        CompletableFuture.supplyAsync(() ->
            api.with("Prefer", "respond-async, wait=60")
                .post("/v1/runs", "{\"prompt\":\"p\",\"labels\":{" + label + "}}"));
    String query = "/v1/runs?label." + label.replace("\":\"", "=").replace("\"", "");
    String run = null;
    while (run == null && !waiting.isDone()) {
      var found = api.get(query).json().get("data");
      run = found.isEmpty() ? null : found.get(0).get("id").asString();
    }
    RunRows.succeed(GATEWAY, java.util.Objects.requireNonNull(run));

    ApiResponse answer = waiting.get(20, TimeUnit.SECONDS).expect(200);

    assertThat(answer.text("/id")).isEqualTo(run);
    assertThat(answer.header("Location")).isEqualTo("/v1/runs/" + run);
    assertThat(answer.header("Preference-Applied")).isEqualTo("wait=60");
  }

  @Test
  void answersTheRunSoFarWhenTheWaitIsOver() {
    ApiResponse submitted =
        api.with("Prefer", "wait=1").post("/v1/runs", "{\"prompt\":\"p\"}").expect(202);
    ApiResponse read =
        api.with("Prefer", "wait=1").get("/v1/runs/" + submitted.text("/id")).expect(200);

    assertThat(submitted.header("Preference-Applied")).isEqualTo("wait=1");
    assertThat(read.text("/status")).isEqualTo("queued");
  }

  @Test
  void doesNotWaitWhenTooManyDo() {
    try (var crowded = TestGateway.start(Map.of("ccr.wait.max-waiters", "0"))) {
      long start = System.nanoTime();

      ApiResponse answer =
          crowded
              .client()
              .with("Prefer", "wait=60")
              .post("/v1/runs", "{\"prompt\":\"p\"}")
              .expect(202);

      assertThat(answer.headers().firstValue("Preference-Applied")).isEmpty();
      assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(30));
    }
  }
}
