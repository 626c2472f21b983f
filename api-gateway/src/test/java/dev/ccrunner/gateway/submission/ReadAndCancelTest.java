package dev.ccrunner.gateway.submission;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ccrunner.gateway.testing.ApiClient;
import dev.ccrunner.gateway.testing.ApiResponse;
import dev.ccrunner.gateway.testing.TestGateway;
import dev.ccrunner.infra.ids.TimeOrderedIds;
import dev.ccrunner.run.RunId;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReadAndCancelTest {
  private static final TestGateway GATEWAY = TestGateway.shared();
  private final ApiClient api = GATEWAY.client();

  private String submit() {
    return api.post("/v1/runs", "{\"prompt\":\"p\"}").expect(202).text("/id");
  }

  @Test
  void showsWhatCameOfASuccessfulRun() {
    String run = submit();
    RunRows.claim(GATEWAY, run);
    RunRows.succeed(GATEWAY, run);

    ApiResponse shown = api.get("/v1/runs/" + run).expect(200);

    assertThat(shown.text("/status")).isEqualTo("succeeded");
    assertThat(shown.text("/result/text")).isEqualTo("Done.");
    assertThat(shown.json().at("/result/structured").toString()).isEqualTo("[1]");
    assertThat(shown.text("/cost_usd")).isEqualTo("0.125");
    assertThat(shown.json().get("num_turns").intValue()).isEqualTo(3);
    assertThat(shown.json().at("/permission_denials/0/tool").asString()).isEqualTo("Bash");
    assertThat(shown.json().at("/usage/cache_creation_input_tokens").intValue()).isEqualTo(4);
    assertThat(shown.json().at("/usage/by_model/m/output_tokens").intValue()).isEqualTo(2);
    assertThat(shown.json().at("/timings/run_ms").isNumber()).isTrue();
    assertThat(shown.text("/sandbox_level")).isEqualTo("bubblewrap");
    assertThat(shown.text("/worker_id")).startsWith("wrk_");
    assertThat(shown.json().get("queue").isNull()).isTrue();
  }

  @Test
  void showsWhyARunFailed() {
    String run = submit();
    RunRows.fail(GATEWAY, run);

    ApiResponse shown = api.get("/v1/runs/" + run).expect(200);

    assertThat(shown.text("/failure/code")).isEqualTo("provider_auth");
    assertThat(shown.json().at("/failure/retryable").booleanValue()).isFalse();
  }

  @Test
  void showsThePlaceInTheQueue() {
    submit();
    String second = submit();

    ApiResponse shown = api.get("/v1/runs/" + second).expect(200);

    assertThat(shown.json().at("/queue/position").intValue()).isPositive();
    assertThat(shown.text("/queue/reason")).isNotEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"run_1", "ses_01kb3xw6q8e0fb2a3c4d5e6f7g", "run_01KB3XW6Q8E0FB2A3C4D5E6F7G"})
  void knowsNoRunByATextThatIsNoId(String id) {
    api.get("/v1/runs/" + id).expectProblem(404, "run_not_found").saying(id);
  }

  @Test
  void knowsNoRunByAnIdThatNobodyHas() {
    String id = new RunId(TimeOrderedIds.next()).toString();

    api.get("/v1/runs/" + id).expectProblem(404, "run_not_found");
    api.post("/v1/runs/" + id + "/cancel", "").expectProblem(404, "run_not_found");
  }

  @Test
  void cancelsAQueuedRunAtOnceAndOnlyOnce() throws SQLException {
    String run = submit();

    ApiResponse first =
        api.post("/v1/runs/" + run + "/cancel", "{\"reason\":\"No longer needed\"}").expect(200);
    ApiResponse second = api.post("/v1/runs/" + run + "/cancel", "").expect(200);

    assertThat(first.text("/status")).isEqualTo("cancelled");
    assertThat(first.text("/status_reason")).isEqualTo("No longer needed");
    assertThat(second.body()).isEqualTo(first.body());
    assertThat(events(run)).isEqualTo("run.queued,run.cancelled");
  }

  @Test
  void asksTheWorkerToEndAClaimedRun() {
    String run = submit();
    RunRows.claim(GATEWAY, run);

    ApiResponse asked = api.post("/v1/runs/" + run + "/cancel", "{}").expect(202);
    ApiResponse again = api.post("/v1/runs/" + run + "/cancel", "{}").expect(202);

    assertThat(asked.text("/status")).isEqualTo("cancelling");
    assertThat(again.text("/status")).isEqualTo("cancelling");
  }

  @Test
  void leavesARunThatHasEndedAsItIs() {
    String run = submit();
    RunRows.succeed(GATEWAY, run);

    ApiResponse cancelled = api.post("/v1/runs/" + run + "/cancel", "{}").expect(200);

    assertThat(cancelled.text("/status")).isEqualTo("succeeded");
  }

  @Test
  void refusesAnUnknownFieldInACancel() {
    String run = submit();

    api.post("/v1/runs/" + run + "/cancel", "{\"why\":\"x\"}")
        .expectProblem(400, "unknown_field")
        .at("/why");
    api.post("/v1/runs/" + run + "/cancel", "{\"reason\":\"\"}")
        .expectProblem(400, "invalid_field")
        .at("/reason");
    assertThat(api.get("/v1/runs/" + run).text("/status")).isEqualTo("queued");
  }

  private static String events(String run) throws SQLException {
    try (var connection = GATEWAY.database().connect();
        var statement =
            connection.prepareStatement(
                "select string_agg(type, ',' order by seq) from run_event where run_id = ?")) {
      statement.setObject(1, RunRows.id(run).value());
      var rows = statement.executeQuery();
      rows.next();
      return rows.getString(1);
    }
  }
}
