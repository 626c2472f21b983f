package dev.ccrunner.gateway.submission;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ccrunner.gateway.testing.ApiClient;
import dev.ccrunner.gateway.testing.ApiResponse;
import dev.ccrunner.gateway.testing.TestGateway;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ExpiryTest {
  private final ApiClient api = TestGateway.shared().client();

  @Test
  void endsARunThatNobodyClaimedInTime() {
    String run =
        api.post("/v1/runs", "{\"prompt\":\"p\",\"queue\":{\"expires_after\":\"1s\"}}")
            .expect(202)
            .text("/id");

    ApiResponse ended = api.with("Prefer", "wait=20").get("/v1/runs/" + run).expect(200);

    assertThat(ended.text("/status")).isEqualTo("failed");
    assertThat(ended.text("/failure/code")).isEqualTo("expired");
    assertThat(api.get("/v1/runs/" + run + "/events").expect(200).body())
        .contains("run.queued", "run.failed");
  }

  @Test
  void saysHowLongARunWouldWait() {
    ApiResponse resolved =
        api.post(
                "/v1/runs?dry_run=true", "{\"prompt\":\"p\",\"queue\":{\"expires_after\":\"90m\"}}")
            .expect(200);
    ApiResponse patient = api.post("/v1/runs?dry_run=true", "{\"prompt\":\"p\"}").expect(200);

    assertThat(resolved.text("/queue/expires_after")).isEqualTo("90m");
    assertThat(patient.json().at("/queue/expires_after").isNull()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"lane", "priority", "concurrency_key", "on_conflict", "not_before"})
  void refusesWhatTheQueueCannotDoYet(String field) {
    api.post("/v1/runs", "{\"prompt\":\"p\",\"queue\":{\"" + field + "\":\"x\"}}")
        .expectProblem(400, "unsupported_field")
        .at("/queue/" + field);
  }

  @ParameterizedTest
  @ValueSource(strings = {"\"0s\"", "\"31d\"", "\"soon\"", "5"})
  void refusesATimeThatNoRunMayWait(String time) {
    api.post("/v1/runs", "{\"prompt\":\"p\",\"queue\":{\"expires_after\":" + time + "}}")
        .expectProblem(400, "invalid_field")
        .at("/queue/expires_after");
  }
}
