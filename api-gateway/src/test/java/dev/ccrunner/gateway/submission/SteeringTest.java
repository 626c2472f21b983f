package dev.ccrunner.gateway.submission;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ccrunner.gateway.testing.ApiClient;
import dev.ccrunner.gateway.testing.ApiResponse;
import dev.ccrunner.gateway.testing.TestGateway;
import dev.ccrunner.infra.ids.TimeOrderedIds;
import dev.ccrunner.run.RunId;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class SteeringTest {
  private static final TestGateway GATEWAY = TestGateway.shared();
  private static final String HELLO = "{\"text\":\"Also fix the docs.\"}";
  private final ApiClient api = GATEWAY.client();

  private String submit() {
    return api.post("/v1/runs", "{\"prompt\":\"p\"}").expect(202).text("/id");
  }

  private String running() {
    String run = submit();
    RunRows.claim(GATEWAY, run);
    return run;
  }

  @Test
  void acceptsAMessageIntoARunThatWaitsOrRuns() throws SQLException {
    for (String run : List.of(submit(), running())) {
      ApiResponse message = api.post("/v1/runs/" + run + "/messages", HELLO).expect(202);

      assertThat(message.text("/id")).startsWith("msg_");
      assertThat(message.text("/object")).isEqualTo("message");
      assertThat(message.text("/run_id")).isEqualTo(run);
      assertThat(message.text("/text")).isEqualTo("Also fix the docs.");
      assertThat(message.text("/created_at")).isNotEmpty();
      assertThat(controls(run)).containsExactly("message Also fix the docs.");
    }
  }

  @Test
  void storesAMessageOnceHoweverOftenItIsSentWithOneKey() throws SQLException {
    String run = running();
    ApiClient keyed = api.with("Idempotency-Key", "steer-" + run);

    ApiResponse first = keyed.post("/v1/runs/" + run + "/messages", HELLO).expect(202);
    ApiResponse second = keyed.post("/v1/runs/" + run + "/messages", HELLO).expect(202);

    assertThat(second.body()).isEqualTo(first.body());
    assertThat(second.header("Idempotent-Replayed")).isEqualTo("true");
    assertThat(controls(run)).hasSize(1);
    keyed
        .post("/v1/runs/" + run + "/messages", "{\"text\":\"other\"}")
        .expectProblem(422, "idempotency_key_reused");
  }

  @Test
  void refusesAMessageWithoutWordsOrWithUnknownFields() throws SQLException {
    String path = "/v1/runs/" + running() + "/messages";

    api.post(path, "{}").expectProblem(400, "missing_field").at("/text");
    api.post(path, "{\"text\":\" \\n\"}").expectProblem(400, "invalid_field").at("/text");
    api.post(path, "{\"text\":7}").expectProblem(400, "invalid_field").at("/text");
    api.post(path, "{\"text\":\"x\",\"mood\":\"good\"}")
        .expectProblem(400, "unknown_field")
        .at("/mood");
    api.post(path, "").expectProblem(400, "malformed_json");
    api.post(path, "{\"text\":\"" + "x".repeat(1024 * 1024 + 1) + "\"}")
        .expectProblem(413, "message_too_large")
        .at("/text");
    assertThat(controls(path.split("/", -1)[3])).isEmpty();
  }

  @Test
  void refusesAMessageToARunThatHasEndedOrIsBeingEnded() {
    String ended = running();
    RunRows.succeed(GATEWAY, ended);
    String cancelling = running();
    api.post("/v1/runs/" + cancelling + "/cancel", "").expect(202);

    api.post("/v1/runs/" + ended + "/messages", HELLO)
        .expectProblem(409, "run_not_active")
        .saying("succeeded");
    api.post("/v1/runs/" + cancelling + "/messages", HELLO)
        .expectProblem(409, "run_not_active")
        .saying("cancelling");
  }

  @Test
  void takesNoMoreMessagesThanARunMayHaveUnheard() throws SQLException {
    String run = running();
    RunRows.say(GATEWAY, run, 99);
    api.post("/v1/runs/" + run + "/messages", HELLO).expect(202);

    api.post("/v1/runs/" + run + "/messages", HELLO)
        .expectProblem(429, "too_many_messages")
        .saying("ccr.runs.max-waiting-messages");

    assertThat(controls(run)).hasSize(100);
  }

  @Test
  void knowsNoRunToSpeakToByAnIdThatNobodyHas() {
    String id = new RunId(TimeOrderedIds.next()).toString();

    api.post("/v1/runs/" + id + "/messages", HELLO).expectProblem(404, "run_not_found");
    api.post("/v1/runs/" + id + "/interrupt", "").expectProblem(404, "run_not_found");
    api.post("/v1/runs/nobody/interrupt", "").expectProblem(404, "run_not_found");
  }

  @Test
  void asksForTheEndOfATurnOnceHoweverOftenItIsWanted() throws SQLException {
    String run = running();

    ApiResponse first = api.post("/v1/runs/" + run + "/interrupt", "").expect(202);
    ApiResponse second = api.post("/v1/runs/" + run + "/interrupt", "{}").expect(202);

    assertThat(first.text("/status")).isEqualTo("running");
    assertThat(second.body()).isEqualTo(first.body());
    assertThat(controls(run)).containsExactly("interrupt null");
    api.post("/v1/runs/" + run + "/interrupt", "{\"reason\":\"x\"}")
        .expectProblem(400, "unknown_field");
  }

  @Test
  void cancelsARunThatIsInterruptedBeforeItHasBegun() {
    String run = submit();

    ApiResponse interrupted = api.post("/v1/runs/" + run + "/interrupt", "").expect(200);

    assertThat(interrupted.text("/status")).isEqualTo("cancelled");
    assertThat(interrupted.text("/status_reason")).isEqualTo("Interrupted.");
  }

  @Test
  void leavesARunThatHasEndedOrIsBeingEndedAsItIs() {
    String ended = running();
    RunRows.succeed(GATEWAY, ended);
    String cancelling = running();
    api.post("/v1/runs/" + cancelling + "/cancel", "").expect(202);

    assertThat(api.post("/v1/runs/" + ended + "/interrupt", "").expect(200).text("/status"))
        .isEqualTo("succeeded");
    assertThat(api.post("/v1/runs/" + cancelling + "/interrupt", "").expect(202).text("/status"))
        .isEqualTo("cancelling");
  }

  private static List<String> controls(String run) throws SQLException {
    try (var connection = GATEWAY.database().connect();
        var statement =
            connection.prepareStatement(
                "select kind || ' ' || coalesce(body, 'null') from run_control where run_id = ?")) {
      statement.setObject(1, RunRows.id(run).value());
      var rows = statement.executeQuery();
      var found = new ArrayList<String>();
      while (rows.next()) {
        found.add(rows.getString(1));
      }
      return found;
    }
  }
}
