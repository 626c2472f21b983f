package dev.ccrunner.gateway.idempotency;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ccrunner.gateway.problem.ErrorCode;
import dev.ccrunner.gateway.problem.ProblemException;
import dev.ccrunner.gateway.testing.ApiClient;
import dev.ccrunner.gateway.testing.ApiResponse;
import dev.ccrunner.gateway.testing.TestGateway;
import dev.ccrunner.infra.ids.TimeOrderedIds;
import dev.ccrunner.team.TeamId;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class IdempotencyTest {
  private static final TestGateway GATEWAY = TestGateway.shared();
  private final String key = TimeOrderedIds.next().toString();
  private final ApiClient api = GATEWAY.client();
  private final ApiClient keyed = api.with("Idempotency-Key", key);

  private String body() {
    return "{\"prompt\":\"p\",\"labels\":{\"idempotency\":\"" + key + "\"}}";
  }

  private int runs() {
    return api.get("/v1/runs?label.idempotency=" + key).json().get("data").size();
  }

  @Test
  void answersTheSameRequestWithTheSameAnswer() {
    ApiResponse first = keyed.post("/v1/runs", body()).expect(202);
    ApiResponse second = keyed.post("/v1/runs", body()).expect(202);

    assertThat(second.body()).isEqualTo(first.body());
    assertThat(second.header("Location")).isEqualTo(first.header("Location"));
    assertThat(first.headers().firstValue("Idempotent-Replayed")).isEmpty();
    assertThat(second.header("Idempotent-Replayed")).isEqualTo("true");
    assertThat(runs()).isEqualTo(1);
  }

  @Test
  void refusesTheKeyForAnotherBody() {
    keyed.post("/v1/runs", body()).expect(202);

    keyed.post("/v1/runs", body() + " ").expectProblem(422, "idempotency_key_reused");

    assertThat(runs()).isEqualTo(1);
  }

  @Test
  void refusesTheKeyForAnotherObject() {
    String a = api.post("/v1/runs", body()).expect(202).text("/id");
    String b = api.post("/v1/runs", body()).expect(202).text("/id");
    keyed.post("/v1/runs/" + a + "/cancel", "{}").expect(200);

    keyed.post("/v1/runs/" + b + "/cancel", "{}").expectProblem(422, "idempotency_key_reused");
  }

  @Test
  void keepsKeysOfEndpointsApart() {
    String run = keyed.post("/v1/runs", body()).expect(202).text("/id");

    ApiResponse cancelled = keyed.post("/v1/runs/" + run + "/cancel", "").expect(200);
    ApiResponse again = keyed.post("/v1/runs/" + run + "/cancel", "").expect(200);

    assertThat(cancelled.text("/status")).isEqualTo("cancelled");
    assertThat(again.header("Idempotent-Replayed")).isEqualTo("true");
  }

  @Test
  void forgetsARefusedRequest() {
    keyed.post("/v1/runs", "{\"prompt\":\"\"}").expectProblem(400, "invalid_field");

    keyed.post("/v1/runs", body()).expect(202);
  }

  @Test
  void keepsNothingOfADryRun() {
    keyed.post("/v1/runs?dry_run=true", body()).expect(200);

    assertThat(keyed.post("/v1/runs", body()).expect(202).header("Idempotent-Replayed")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a b", "a\tb"})
  void refusesAKeyOfAnotherForm(String text) {
    api.with("Idempotency-Key", text)
        .post("/v1/runs", body())
        .expectProblem(400, "invalid_header")
        .saying("Idempotency-Key");
  }

  @Test
  void makesOneRunOf64SubmitsAtOnce() throws Exception {
    var ids = new HashSet<String>();
    int accepted = 0;
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var start = new CountDownLatch(1);
      var answers = new ArrayList<Future<ApiResponse>>();
      for (int i = 0; i < 64; i++) {
        answers.add(
            threads.submit(() -> {
              start.await();
              return keyed.post("/v1/runs", body());
            }));
      }
      start.countDown();
      for (var answer : answers) {
        ApiResponse response = answer.get(60, TimeUnit.SECONDS);
        if (response.status() == 409) {
          response.expectProblem(409, "idempotency_in_progress");
          assertThat(response.header("Retry-After")).isEqualTo("1");
        } else {
          ids.add(response.expect(202).text("/id"));
          accepted++;
        }
      }
    }

    assertThat(accepted).isPositive();
    assertThat(ids).hasSize(1);
    assertThat(runs()).isEqualTo(1);
  }

  @Test
  void refusesWhileTheFirstRequestIsInFlight() throws Exception {
    var requests = GATEWAY.bean(IdempotentRequests.class);
    var team = team();
    var same =
        new IdempotencyKey(
            "POST /v1/test", key, RequestFingerprint.sha256("/v1/test", new byte[0]));
    var inside = new CountDownLatch(1);
    var release = new CountDownLatch(1);
    var first =
        CompletableFuture.supplyAsync(() ->
            requests.once(
                team,
                same,
                () -> {
                  inside.countDown();
                  await(release);
                  return Answer.fresh(201, null, "{}");
                }));
    assertThat(inside.await(10, TimeUnit.SECONDS)).isTrue();

    ErrorCode refused = null;
    try {
      requests.once(team, same, () -> Answer.fresh(500, null, "must not run"));
    } catch (ProblemException e) {
      refused = e.code();
    } finally {
      release.countDown();
    }

    assertThat(refused).isEqualTo(ErrorCode.IDEMPOTENCY_IN_PROGRESS);
    assertThat(first.get(10, TimeUnit.SECONDS).replayed()).isFalse();
    assertThat(requests.once(team, same, () -> Answer.fresh(500, null, "")).status())
        .isEqualTo(201);
  }

  @Test
  void storesNothingWhenTheWorkFails() {
    var requests = GATEWAY.bean(IdempotentRequests.class);
    var team = team();
    var same =
        new IdempotencyKey(
            "POST /v1/test", key, RequestFingerprint.sha256("/v1/test", new byte[0]));
    try {
      requests.once(
          team,
          same,
          () -> {
            throw new IllegalStateException("broken");
          });
    } catch (IllegalStateException e) {
      assertThat(e).hasMessage("broken");
    }

    assertThat(requests.once(team, same, () -> Answer.fresh(201, null, "{}")).replayed()).isFalse();
  }

  /** The look for an answer may be older than the lock by a moment; then the store must notice. */
  @Test
  void undoesTheWorkWhenAnAnswerWasStoredBetweenLookAndLock() {
    var requests = GATEWAY.bean(IdempotentRequests.class);
    var repository = GATEWAY.bean(IdempotencyRepository.class);
    var team = team();
    var same =
        new IdempotencyKey(
            "POST /v1/test", key, RequestFingerprint.sha256("/v1/test", new byte[0]));
    var first = Answer.fresh(201, null, "{\"first\":true}");

    assertThatThrownBy(() ->
            requests.once(
                team,
                same,
                () -> {
                  repository.store(
                      team,
                      same.endpoint(),
                      key,
                      same.request().bytes(),
                      first,
                      Duration.ofHours(24));
                  return Answer.fresh(201, null, "{}");
                }))
        .isInstanceOfSatisfying(
            ProblemException.class,
            refused -> assertThat(refused.code()).isEqualTo(ErrorCode.IDEMPOTENCY_IN_PROGRESS));
    assertThat(requests.once(team, same, () -> first).replayed()).isFalse();
  }

  @Test
  void deletesOldKeysInBatchesAndForgetsThemBefore() throws SQLException {
    try (var gateway = TestGateway.start(java.util.Map.of("ccr.idempotency.cleanup-batch", "2"))) {
      var client = gateway.client();
      for (int i = 0; i < 5; i++) {
        client.with("Idempotency-Key", "k" + i).post("/v1/runs", body()).expect(202);
      }
      update(
          gateway,
          "update idempotency_key set created_at = now() - interval '25 hours' where key <> 'k4'");

      ApiResponse forgotten =
          client.with("Idempotency-Key", "k3").post("/v1/runs", body()).expect(202);
      int deleted = gateway.bean(IdempotencyCleanup.class).deleteOld();

      assertThat(forgotten.headers().firstValue("Idempotent-Replayed")).isEmpty();
      assertThat(deleted).isEqualTo(3);
      ApiResponse kept = client.with("Idempotency-Key", "k4").post("/v1/runs", body()).expect(202);
      assertThat(kept.header("Idempotent-Replayed")).isEqualTo("true");
    }
  }

  private static TeamId team() {
    try (var connection = GATEWAY.database().connect();
        var sql = connection.createStatement();
        var rows = sql.executeQuery("select id from team where name = 'default'")) {
      rows.next();
      return new TeamId(rows.getObject(1, java.util.UUID.class));
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void update(TestGateway gateway, String statement) throws SQLException {
    try (var connection = gateway.database().connect();
        var sql = connection.createStatement()) {
      sql.executeUpdate(statement);
    }
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
