package dev.ccrunner.gateway.submission;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ccrunner.gateway.testing.ApiClient;
import dev.ccrunner.gateway.testing.ApiResponse;
import dev.ccrunner.gateway.testing.TestGateway;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Runs pile up while Kafka is away, up to a bound. */
class QueueBoundTest {
  private static final String RUN = "{\"prompt\":\"p\"}";

  private static TestGateway gateway;
  private static ApiClient api;

  @BeforeAll
  static void startWithoutKafka() {
    gateway =
        TestGateway.start(
            Map.of(
                "spring.kafka.bootstrap-servers", "127.0.0.1:1",
                "ccr.runs.max-queued", "6",
                "ccr.runs.max-queued-per-team", "4"));
    api = gateway.client();
  }

  @AfterAll
  static void stop() {
    gateway.close();
  }

  @BeforeEach
  void emptyTheQueue() throws SQLException {
    sql("update run set status = 'cancelled'");
    gateway.bean(QueueBound.class).count();
  }

  @Test
  void acceptsRunsWithoutKafkaUpToTheTeamsBoundAndRefusesTheNext() {
    for (int i = 0; i < 4; i++) {
      api.post("/v1/runs", RUN).expect(202);
    }

    ApiResponse refused = api.post("/v1/runs", RUN).expectProblem(503, "queue_full");

    assertThat(refused.header("Retry-After")).isEqualTo("5");
    assertThat(refused.text("/detail"))
        .contains("fewer than 4", "ccr.runs.max-queued-per-team", "found 4");
    assertThat(refused.json().get("retryable").asBoolean()).isTrue();
  }

  @Test
  void refusesForAllTeamsWhenTheWholeQueueIsFull() throws SQLException {
    queueForAnotherTeam(6);
    gateway.bean(QueueBound.class).count();

    ApiResponse refused = api.post("/v1/runs", RUN).expectProblem(503, "queue_full");

    assertThat(refused.text("/detail")).contains("fewer than 6", "ccr.runs.max-queued)");
  }

  @Test
  void storesNothingOfARefusedRunAndStillGivesOldAnswersAgain() throws SQLException {
    ApiClient keyed = api.with("Idempotency-Key", "first-" + System.nanoTime());
    String first = keyed.post("/v1/runs", RUN).expect(202).text("/id");
    for (int i = 0; i < 3; i++) {
      api.post("/v1/runs", RUN).expect(202);
    }
    long runs = sql("select count(*) from run");
    long bells = sql("select count(*) from outbox");
    String key = "refused-" + System.nanoTime();

    api.with("Idempotency-Key", key).post("/v1/runs", RUN).expectProblem(503, "queue_full");

    assertThat(sql("select count(*) from run")).isEqualTo(runs);
    assertThat(sql("select count(*) from outbox")).isEqualTo(bells);
    assertThat(sql("select count(*) from idempotency_key where key = '" + key + "'")).isZero();
    assertThat(keyed.post("/v1/runs", RUN).expect(202).text("/id")).isEqualTo(first);
  }

  @Test
  void acceptsAgainWhenRunsHaveLeftTheQueue() {
    String first = api.post("/v1/runs", RUN).expect(202).text("/id");
    for (int i = 0; i < 3; i++) {
      api.post("/v1/runs", RUN).expect(202);
    }
    api.post("/v1/runs", RUN).expectProblem(503, "queue_full");

    api.post("/v1/runs/" + first + "/cancel", "{}").expect(200);

    Awaitility.await()
        .atMost(Duration.ofSeconds(10))
        .until(() -> api.post("/v1/runs", RUN).status() == 202);
  }

  private static void queueForAnotherTeam(int runs) throws SQLException {
    var team = UUID.randomUUID();
    sql("insert into team (id, name) values ('" + team + "', 'other')");
    for (int i = 0; i < runs; i++) {
      sql(
          "insert into run (team_id, id, status, spec, key_id) values ('%s', '%s', 'queued', '{}', '%s')"
              .formatted(team, UUID.randomUUID(), team));
    }
  }

  /** The first number of the answer, or how many rows were changed. */
  private static long sql(String text) throws SQLException {
    try (var connection = gateway.database().connect();
        var statement = connection.createStatement()) {
      if (!statement.execute(text)) {
        return statement.getUpdateCount();
      }
      var rows = statement.getResultSet();
      rows.next();
      return rows.getLong(1);
    }
  }
}
