package dev.ccrunner.gateway.identity.keys;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ccrunner.gateway.testing.ApiClient;
import dev.ccrunner.gateway.testing.ApiResponse;
import dev.ccrunner.gateway.testing.Tenant;
import dev.ccrunner.gateway.testing.TestGateway;
import dev.ccrunner.key.ApiKey;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ApiKeyTest {
  private static final TestGateway GATEWAY = TestGateway.shared();
  private static final Tenant TENANT = Tenant.on(GATEWAY);

  private final ApiClient api = TENANT.owner();

  @Test
  void isShownOnceAndWorks() {
    ApiResponse made =
        api.post("/v1/api_keys", "{\"name\":\"CI\",\"scopes\":[\"runs:read\",\"keys:read\"]}")
            .expect(201);
    String key = made.text("/key");
    String path = made.header("Location");

    assertThat(ApiKey.parse(key)).isPresent();
    assertThat(made.text("/hint")).isEqualTo(key.substring(key.length() - 4));
    assertThat(made.text("/user_id")).isEqualTo(TENANT.person().id());
    ApiResponse seen = api.withKey(key).get(path).expect(200);
    assertThat(seen.json().get("key").isNull()).isTrue();
    assertThat(seen.body()).doesNotContain(key);
  }

  @Test
  void isInNoAnswerThatIsKept() throws SQLException {
    ApiClient again = api.with("Idempotency-Key", "make-a-key");
    String body = "{\"name\":\"once\",\"scopes\":[\"runs:read\"]}";

    ApiResponse first = again.post("/v1/api_keys", body).expect(201);
    ApiResponse second = again.post("/v1/api_keys", body).expect(201);

    assertThat(second.header("Idempotent-Replayed")).isEqualTo("true");
    assertThat(second.text("/id")).isEqualTo(first.text("/id"));
    assertThat(second.json().get("key").isNull()).isTrue();
    try (var connection = GATEWAY.database().connect();
        var sql =
            connection.prepareStatement(
                "select count(*) from idempotency_key where body like '%' || ? || '%'")) {
      sql.setString(1, first.text("/key"));
      var rows = sql.executeQuery();
      rows.next();
      assertThat(rows.getInt(1)).isZero();
    }
  }

  @Test
  void mayWhatItsScopesSayAndNothingElse() {
    ApiClient reader = api.withKey(Tenant.key(TENANT.browser(), "[\"runs:read\"]"));

    reader.get("/v1/runs").expect(200);
    reader
        .post("/v1/runs", "{\"prompt\":\"p\"}")
        .expectProblem(403, "forbidden")
        .saying("needs runs:write; this key has runs:read.");
    reader.post("/v1/runs", "{").expectProblem(403, "forbidden");
  }

  @Test
  void neverMayMoreThanWhoMadeIt() {
    ApiClient member = TENANT.invited("member");

    member
        .post("/v1/api_keys", "{\"name\":\"k\",\"scopes\":[\"runs:read\",\"members:write\"]}")
        .expectProblem(403, "forbidden")
        .at("/scopes")
        .saying("members:write");
    member
        .post("/v1/api_keys", "{\"name\":\"k\",\"service\":true,\"scopes\":[\"runs:read\"]}")
        .expectProblem(403, "forbidden")
        .saying("keys:manage");
    api.post("/v1/api_keys", "{\"name\":\"k\",\"scopes\":[\"operate\"]}")
        .expectProblem(403, "forbidden")
        .at("/scopes");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "'\"scopes\":[\"*\"]'                                    | /scopes",
        "'\"scopes\":[\"keys:write\"],\"expires_at\":null'       | /expires_at",
        "'\"scopes\":[\"keys:write\"],\"allowed_ips\":[]'        | /allowed_ips",
        "'\"scopes\":[\"keys:write\"],\"allowed_ips\":[\"0.0.0.0/0\"]' | /allowed_ips",
        "'\"scopes\":[\"keys:write\"],\"max_permission_mode\":\"bypassPermissions\"' |"
            + " /max_permission_mode"
      })
  void handsOnItsOwnBounds(String terms, String pointer) {
    Instant end = Instant.now().plus(Duration.ofHours(1));
    String bounded =
        TENANT
            .browser()
            .post(
                "/v1/api_keys",
                """
                {"name":"bounded","scopes":["keys:write"],"expires_at":"%s",
                "allowed_ips":["127.0.0.0/8"],"max_permission_mode":"acceptEdits"}\
                """
                    .formatted(end))
            .expect(201)
            .text("/key");
    String fine =
        """
        {"name":"heir","scopes":["keys:write"],"expires_at":"%s","allowed_ips":["127.0.0.1"],
        "max_permission_mode":"plan"}\
        """
            .formatted(end);

    api.withKey(bounded).post("/v1/api_keys", fine).expect(201);
    ApiResponse refused =
        api.withKey(bounded)
            .post("/v1/api_keys", "{\"name\":\"heir\"," + terms + "}")
            .expectProblem(403, "forbidden");
    assertThat(refused.json().get("errors").findValuesAsString("pointer")).contains(pointer);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "/v1/budgets/%s/day | '{\"limit_usd\":\"1\"}'",
        "/v1/limits/set/%s  | '{\"concurrent_runs\":1}'"
      })
  void makesNoKeyWithoutTheLimitsThatAreSetForIt(String path, String limit) {
    ApiResponse limited =
        api.post("/v1/api_keys", "{\"name\":\"limited\",\"scopes\":[\"keys:write\"]}").expect(201);
    String heir = "{\"name\":\"heir\",\"scopes\":[\"keys:write\"]}";
    api.withKey(limited.text("/key")).post("/v1/api_keys", heir).expect(201);

    api.put(path.formatted(limited.text("/id")), limit).expect(200);

    api.withKey(limited.text("/key"))
        .post("/v1/api_keys", heir)
        .expectProblem(403, "forbidden")
        .saying("budget");
  }

  @Test
  void isSeenByItsOwnerAndByWhoManagesKeys() {
    ApiClient member = TENANT.invited("member");
    ApiResponse mine =
        member.post("/v1/api_keys", "{\"name\":\"mine\",\"scopes\":[\"*\"]}").expect(201);
    ApiResponse service =
        api.post("/v1/api_keys", "{\"name\":\"s\",\"service\":true,\"scopes\":[\"runs:read\"]}")
            .expect(201);
    String path = mine.header("Location");

    assertThat(member.get("/v1/api_keys").expect(200).json().get("data"))
        .extracting(key -> key.get("id").asString())
        .containsExactly(mine.text("/id"));
    member.get(service.header("Location")).expectProblem(404, "api_key_not_found");
    member.delete(service.header("Location")).expectProblem(404, "api_key_not_found");
    api.get(path).expect(200);
    api.patch(path, "{\"name\":\"yours\"}").expectProblem(403, "forbidden");
    api.post(path + "/rotate", "{}").expectProblem(403, "forbidden");
    api.delete(path).expect(204);
    api.delete(path).expect(204);
    member.patch(path, "{\"name\":\"late\"}").expectProblem(409, "api_key_revoked");
  }

  @Test
  void isChangedFieldByField() {
    ApiResponse made =
        api.post(
                "/v1/api_keys",
                """
                {"name":"before","scopes":["runs:read"],"allowed_ips":["127.0.0.1"],
                "max_permission_mode":"plan","expires_at":"2999-01-01T00:00:00Z"}\
                """)
            .expect(201);
    String path = made.header("Location");

    ApiResponse renamed = api.patch(path, "{\"name\":\"after\"}").expect(200);
    ApiResponse freed =
        api.patch(path, "{\"expires_at\":null,\"allowed_ips\":[],\"max_permission_mode\":null}")
            .expect(200);

    assertThat(renamed.text("/name")).isEqualTo("after");
    assertThat(renamed.text("/max_permission_mode")).isEqualTo("plan");
    assertThat(renamed.text("/allowed_ips/0")).isEqualTo("127.0.0.1");
    assertThat(freed.json().get("expires_at").isNull()).isTrue();
    assertThat(freed.json().get("allowed_ips")).isEmpty();
    assertThat(freed.json().get("max_permission_mode").isNull()).isTrue();
    assertThat(freed.text("/name")).isEqualTo("after");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "'{\"name\":\"\",\"scopes\":[\"runs:read\"]}'                    | /name",
        "'{\"name\":\"k\"}'                                              | /scopes",
        "'{\"name\":\"k\",\"scopes\":[\"everything\"]}'                  | /scopes/0",
        "'{\"name\":\"k\",\"scopes\":[\"runs:read\"],\"expires_at\":\"2001-01-01T00:00:00Z\"}' |"
            + " /expires_at",
        "'{\"name\":\"k\",\"scopes\":[\"runs:read\"],\"expires_at\":\"soon\"}' | /expires_at",
        "'{\"name\":\"k\",\"scopes\":[\"runs:read\"],\"allowed_ips\":[\"here\"]}' |"
            + " /allowed_ips/0",
        "'{\"name\":\"k\",\"scopes\":[\"runs:read\"],\"max_permission_mode\":\"all\"}' |"
            + " /max_permission_mode"
      })
  void refusesWhatMakesNoSense(String body, String pointer) {
    api.post("/v1/api_keys", body).expectProblem(400, "invalid_field").at(pointer);
  }

  @Test
  void goesOnForAWhileAfterItsRotation() {
    String first = Tenant.key(TENANT.browser(), "[\"*\"]");
    String path = "/v1/api_keys/" + api.withKey(first).get("/v1/me").text("/api_key_id");

    String second = api.post(path + "/rotate", "{}").expect(200).text("/key");
    api.withKey(first).get("/v1/runs").expect(200);
    api.withKey(second).get("/v1/runs").expect(200);
    ApiResponse rotated = api.post(path + "/rotate", "{\"overlap\":\"1h\"}").expect(200);
    String third = rotated.text("/key");

    assertThat(Instant.parse(rotated.text("/previous_key_until")))
        .isBetween(
            Instant.now().plus(Duration.ofMinutes(50)), Instant.now().plus(Duration.ofMinutes(70)));
    api.withKey(third).get("/v1/runs").expect(200);
    api.withKey(second).get("/v1/runs").expect(200);
    awaitRefusal(api.withKey(first));
    String fourth = api.post(path + "/rotate", "{\"overlap\":\"0s\"}").expect(200).text("/key");
    api.withKey(fourth).get("/v1/runs").expect(200);
    awaitRefusal(api.withKey(third));
    api.post(path + "/rotate", "{\"overlap\":\"31d\"}")
        .expectProblem(400, "invalid_field")
        .at("/overlap");
  }

  @Test
  void endsOnEveryGatewayWithinASecond() {
    String key = Tenant.key(TENANT.browser(), "[\"*\"]");
    String path = "/v1/api_keys/" + api.withKey(key).get("/v1/me").text("/api_key_id");
    try (var other = TestGateway.start(GATEWAY.database(), Map.of())) {
      ApiClient there = other.client().withKey(key);
      there.get("/v1/runs").expect(200);

      api.delete(path).expect(204);

      api.withKey(key).get("/v1/runs").expectProblem(401, "unauthenticated").saying("revoked");
      // The cache may be a second old; the rest is what a busy machine needs to answer.
      Awaitility.await()
          .atMost(Duration.ofSeconds(3))
          .until(() -> there.get("/v1/runs").status() == 401);
    }
  }

  @Test
  void comesFromItsAddressesOnly() {
    try (var behindAProxy =
        TestGateway.start(GATEWAY.database(), Map.of("ccr.web.trusted-proxies", "127.0.0.0/8"))) {
      String key =
          api.post(
                  "/v1/api_keys",
                  "{\"name\":\"k\",\"scopes\":[\"*\"],\"allowed_ips\":[\"198.51.100.0/24\"]}")
              .expect(201)
              .text("/key");
      ApiClient bound = behindAProxy.client().withKey(key);

      bound.with("X-Forwarded-For", "198.51.100.7").get("/v1/runs").expect(200);
      bound
          .with("X-Forwarded-For", "198.51.100.7, 203.0.113.5")
          .get("/v1/runs")
          .expectProblem(403, "address_not_allowed")
          .saying("203.0.113.5");
      // Here nobody is believed.
      api.withKey(key)
          .with("X-Forwarded-For", "198.51.100.7")
          .get("/v1/runs")
          .expectProblem(403, "address_not_allowed")
          .saying("127.0.0.1");
    }
  }

  @Test
  void boundsThePermissionModeOfItsRuns() {
    String key =
        api.post(
                "/v1/api_keys",
                "{\"name\":\"k\",\"scopes\":[\"*\"],\"max_permission_mode\":\"plan\"}")
            .expect(201)
            .text("/key");
    ApiClient planner = api.withKey(key);

    planner
        .post("/v1/runs?dry_run=true", "{\"prompt\":\"p\",\"permission_mode\":\"acceptEdits\"}")
        .expectProblem(403, "policy_exceeded")
        .at("/permission_mode")
        .saying("This API key allows at most plan");
    assertThat(planner.post("/v1/runs?dry_run=true", "{\"prompt\":\"p\"}").text("/permission_mode"))
        .isEqualTo("plan");
  }

  @Test
  void isThePersonsToo() {
    ApiResponse run = api.post("/v1/runs", "{\"prompt\":\"p\"}").expect(202);
    ApiResponse byHand = TENANT.browser().post("/v1/runs", "{\"prompt\":\"p\"}").expect(202);

    assertThat(run.text("/created_by")).startsWith("key_");
    assertThat(byHand.text("/created_by")).isEqualTo(TENANT.person().id());
  }

  @Test
  void speaksForItsOwnTeamOnly() {
    api.with("X-Team", TENANT.id()).get("/v1/runs").expect(200);
    api.with("X-Team", Tenant.on(GATEWAY).id())
        .get("/v1/runs")
        .expectProblem(404, "team_not_found");
    api.with("X-Team", "nonsense").get("/v1/runs").expectProblem(404, "team_not_found");
  }

  private static void awaitRefusal(ApiClient client) {
    Awaitility.await()
        .atMost(Duration.ofSeconds(3))
        .until(() -> client.get("/v1/runs").status() == 401);
  }
}
