package dev.ccrunner.gateway.limits;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.ccrunner.gateway.testing.ApiClient;
import dev.ccrunner.gateway.testing.ApiResponse;
import dev.ccrunner.gateway.testing.TestGateway;
import dev.ccrunner.infra.ids.TimeOrderedIds;
import dev.ccrunner.infra.postgres.BudgetAnswer;
import dev.ccrunner.infra.postgres.BudgetGrants;
import dev.ccrunner.infra.postgres.RunLease;
import dev.ccrunner.infra.postgres.RunLeases;
import dev.ccrunner.key.ApiKeyId;
import dev.ccrunner.run.RunId;
import dev.ccrunner.team.TeamId;
import dev.ccrunner.worker.WorkerId;
import java.math.BigDecimal;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Limits and budgets over HTTP, and what a submit meets of them. */
@Timeout(180)
class LimitsTest {
  private static final String RUN = "{\"prompt\":\"p\"}";

  private final TestGateway gateway = TestGateway.start(Map.of("ccr.dispatch.reap-every", "200ms"));
  private final ApiClient client = gateway.client();
  private final String key = applied("key_requests").get("subject").asString();
  private final String team = applied("team_requests").get("subject").asString();

  @AfterEach
  void close() {
    gateway.close();
  }

  @Test
  void showsEveryLimitWithItsUseAndItsSource() {
    put("/v1/limits/set/" + key, "{\"queued_runs\":7,\"concurrent_runs\":3}").expect(200);
    put("/v1/budgets/" + team + "/month", "{\"limit_usd\":\"12.50\"}").expect(200);
    client.post("/v1/runs", RUN).expect(202);

    var requests = applied("key_requests");
    assertThat(requests.get("limit").intValue()).isEqualTo(6000);
    // It fills up again by one each ten milliseconds.
    assertThat(requests.get("used").intValue()).isBetween(0, 20);
    assertThat(requests.get("window_seconds").intValue()).isEqualTo(60);
    assertThat(requests.get("source").asString()).isEqualTo("setting ccr.limits.requests-per-key");
    assertThat(applied("key_submits").get("limit").intValue()).isEqualTo(3000);
    var queued = applied("key_queued_runs");
    assertThat(queued.get("limit").intValue()).isEqualTo(7);
    assertThat(queued.get("used").intValue()).isEqualTo(1);
    assertThat(queued.get("remaining").intValue()).isEqualTo(6);
    assertThat(queued.get("source").asString()).isEqualTo("set for this API key");
    assertThat(queued.get("window_seconds").isNull()).isTrue();
    assertThat(applied("key_concurrent_runs").get("used").intValue()).isZero();
    assertThat(applied("team_queue").get("source").asString())
        .isEqualTo("setting ccr.runs.max-queued-per-team");
    assertThat(client.get("/v1/limits").text("/budgets/0/limit_usd")).isEqualTo("12.5");
  }

  @Test
  void setsListsAndTakesAwayLimits() {
    put("/v1/limits/set/" + team, "{\"concurrent_runs\":0}").expect(200);
    put("/v1/limits/set/" + key, "{\"queued_runs\":1,\"requests_per_minute\":500}").expect(200);
    put("/v1/limits/set/" + key, "{\"queued_runs\":2}").expect(200);

    assertThat(client.get("/v1/limits/set").expect(200).json().get("data").size()).isEqualTo(2);
    ApiResponse set = client.get("/v1/limits/set/" + key).expect(200);
    assertThat(set.json().get("queued_runs").intValue()).isEqualTo(2);
    assertThat(set.json().get("requests_per_minute").isNull()).isTrue();

    client.send("DELETE", "/v1/limits/set/" + key, null, null).expect(204);
    client
        .send("DELETE", "/v1/limits/set/" + key, null, null)
        .expectProblem(404, "limit_not_found");
    client.get("/v1/limits/set/" + key).expectProblem(404, "limit_not_found");
  }

  @Test
  void refusesWhatIsNoLimit() {
    put("/v1/limits/set/" + key, "{\"queued_runs\":-1,\"requests_per_minute\":0}")
        .expectProblem(400, "invalid_field")
        .at("/requests_per_minute");
    put("/v1/limits/set/" + key, "{\"wishes\":3}").expectProblem(400, "unknown_field");
    put("/v1/budgets/" + key + "/day", "{}").expectProblem(400, "missing_field");
    put("/v1/budgets/" + key + "/day", "{\"limit_usd\":\"0.1234567\"}")
        .expectProblem(400, "invalid_field")
        .at("/limit_usd");
    put("/v1/budgets/" + key + "/week", "{\"limit_usd\":\"1\"}")
        .expectProblem(404, "budget_not_found");
    client.get("/v1/budgets/" + key + "/day").expectProblem(404, "budget_not_found");
    for (String nobody :
        new String[] {
          "me",
          new ApiKeyId(TimeOrderedIds.next()).toString(),
          new TeamId(TimeOrderedIds.next()).toString()
        }) {
      put("/v1/limits/set/" + nobody, "{}").expectProblem(404, "subject_not_found");
      put("/v1/budgets/" + nobody + "/day", "{\"limit_usd\":\"1\"}")
          .expectProblem(404, "subject_not_found");
    }
  }

  @Test
  void refusesRunsBeyondTheQueueOfTheKeyAndKeepsNothingOfThem() throws Exception {
    put("/v1/limits/set/" + key, "{\"queued_runs\":5}").expect(200);

    var submits = new ArrayList<Callable<ApiResponse>>();
    for (int i = 0; i < 20; i++) {
      submits.add(() -> client.post("/v1/runs", RUN));
    }
    int accepted = 0;
    try (var threads = Executors.newFixedThreadPool(10)) {
      for (var answer : threads.invokeAll(submits)) {
        accepted += answer.get().status() == 202 ? 1 : 0;
      }
    }

    assertThat(accepted).isEqualTo(5);
    client
        .post("/v1/runs", RUN)
        .expectProblem(429, "too_many_queued_runs")
        .saying("fewer than 5 waiting runs (key_queued_runs of API key " + key + "), found 5");
    assertThat(client.get("/v1/runs?limit=200").json().get("data").size()).isEqualTo(5);

    var _ = claim(newest()).orElseThrow();
    client.post("/v1/runs", RUN).expect(202);
  }

  @Test
  void saysWhyARunWaitsThatMayNotStartNow() {
    put("/v1/limits/set/" + team, "{\"concurrent_runs\":1}").expect(200);
    client.post("/v1/runs", RUN).expect(202);
    var _ = claim(newest()).orElseThrow();
    String second = client.post("/v1/runs", RUN).expect(202).text("/id");

    assertThat(claim(newest())).isEmpty();

    ApiResponse waiting = client.get("/v1/runs/" + second).expect(200);
    assertThat(waiting.text("/status")).isEqualTo("queued");
    assertThat(waiting.text("/status_reason"))
        .isEqualTo("Waits until another run of its team ends: 1 at once is its limit.");
    assertThat(waiting.text("/queue/reason")).isEqualTo(waiting.text("/status_reason"));
    assertThat(applied("team_concurrent_runs").get("remaining").intValue()).isZero();
  }

  @Test
  void showsABudgetAndRefusesRunsWhenItIsExhausted() throws Exception {
    put("/v1/budgets/" + key + "/day", "{\"limit_usd\":\"0.15\"}").expect(200);
    client.post("/v1/runs", RUN).expect(202);
    var lease = claim(newest()).orElseThrow();
    assertThat(lease.budgeted()).isTrue();

    assertThat(ask(lease, "0")).isInstanceOf(BudgetAnswer.Granted.class);

    ApiResponse budget = client.get("/v1/budgets/" + key + "/day").expect(200);
    assertThat(budget.text("/reserved_usd")).isEqualTo("0.1");
    assertThat(budget.text("/remaining_usd")).isEqualTo("0.05");
    assertThat(budget.text("/spent_usd")).isEqualTo("0");
    assertThat(budget.text("/starts_at")).endsWith("T00:00:00Z");
    client.post("/v1/runs", RUN).expect(202);

    spend("0.16");
    ApiResponse refused = client.post("/v1/runs", RUN).expectProblem(402, "budget_exhausted");
    refused.saying("the day's budget of API key " + key + " (0.15 USD)");
    refused.saying("resets at " + budget.text("/resets_at"));
    assertThat(Long.parseLong(refused.header("Retry-After"))).isBetween(1L, 86_400L);

    put("/v1/budgets/" + key + "/day", "{\"limit_usd\":\"1\"}").expect(200);
    client.post("/v1/runs", RUN).expect(202);
    client.send("DELETE", "/v1/budgets/" + key + "/day", null, null).expect(204);
    assertThat(client.get("/v1/budgets").expect(200).json().get("data").size()).isZero();
  }

  @Test
  void getsBackWhatALostWorkerWasGranted() throws Exception {
    put("/v1/budgets/" + team + "/month", "{\"limit_usd\":\"1\"}").expect(200);
    client.post("/v1/runs", RUN).expect(202);
    var lease = claim(newest()).orElseThrow();
    ask(lease, "0");
    ask(lease, "0.12");
    assertThat(client.get("/v1/budgets/" + team + "/month").text("/reserved_usd"))
        .isEqualTo("0.22");

    sql("update run set lease_until = now() - interval '1 second' where lease_until is not null");

    await()
        .atMost(Duration.ofSeconds(30))
        .until(
            () -> client.get("/v1/budgets/" + team + "/month").text("/reserved_usd").equals("0"));
    assertThat(client.get("/v1/budgets/" + team + "/month").text("/spent_usd"))
        .as("what the worker had said last")
        .isEqualTo("0.12");
    assertThat(client.get("/v1/runs/" + lease.key().runId()).text("/failure/code"))
        .isEqualTo("worker_lost");
    assertThat(ask(lease, "0.2")).isInstanceOf(BudgetAnswer.Fenced.class);
  }

  private BudgetAnswer ask(RunLease lease, String used) {
    return gateway
        .bean(BudgetGrants.class)
        .ask(lease.key(), new BigDecimal(used), new BigDecimal("0.10"), null);
  }

  /** As if runs that have ended had cost that. */
  private void spend(String usd) throws SQLException {
    sql("update budget_account set spent_usd = " + usd);
  }

  private void sql(String statement) throws SQLException {
    try (var connection = gateway.database().connect();
        var open = connection.createStatement()) {
      open.executeUpdate(statement);
    }
  }

  private RunId newest() {
    return RunId.parse(client.get("/v1/runs?limit=1").text("/data/0/id")).orElseThrow();
  }

  private Optional<RunLease> claim(RunId run) {
    return gateway
        .bean(RunLeases.class)
        .claim(
            TeamId.parse(team).orElseThrow(),
            run,
            new WorkerId(TimeOrderedIds.next()),
            Duration.ofMinutes(5),
            "plain");
  }

  private ApiResponse put(String path, String json) {
    return client.send("PUT", path, "application/json", json);
  }

  private tools.jackson.databind.JsonNode applied(String name) {
    for (var limit : client.get("/v1/limits").expect(200).json().get("limits")) {
      if (limit.get("name").asString().equals(name)) {
        return limit;
      }
    }
    throw new AssertionError("no limit is called " + name);
  }
}
