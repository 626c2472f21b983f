package dev.ccrunner.gateway.identity.keys;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ccrunner.gateway.testing.ApiClient;
import dev.ccrunner.gateway.testing.ApiResponse;
import dev.ccrunner.gateway.testing.TestGateway;
import dev.ccrunner.key.ApiKey;
import java.security.SecureRandom;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AuthenticationTest {
  private static final TestGateway GATEWAY = TestGateway.shared();
  private final ApiClient api = GATEWAY.client();

  @Test
  void acceptsTheKeyInEitherHeader() {
    ApiClient none = api.withoutKey();

    none.with("Authorization", "Bearer " + TestGateway.KEY).get("/v1/runs").expect(200);
    none.with("Authorization", "bearer  " + TestGateway.KEY).get("/v1/runs").expect(200);
    none.with("x-api-key", TestGateway.KEY).get("/v1/runs").expect(200);
    api.with("x-api-key", TestGateway.KEY).get("/v1/runs").expect(200);
  }

  @Test
  void refusesARequestWithoutAKey() {
    ApiResponse refused = api.withoutKey().get("/v1/runs").expectProblem(401, "unauthenticated");

    assertThat(refused.header("WWW-Authenticate")).startsWith("Bearer");
    assertThat(refused.text("/detail")).contains("Authorization", "x-api-key");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "ccr_", "sk-ant-something", "ccr_000000000000000000000000000000000000"})
  void refusesATextThatIsNoKey(String key) {
    api.withKey(key).get("/v1/runs").expectProblem(401, "unauthenticated");
  }

  @Test
  void refusesAWellFormedKeyThatNobodyHas() {
    String key = ApiKey.generate(new SecureRandom()).reveal();

    ApiResponse refused = api.withKey(key).get("/v1/runs").expectProblem(401, "unauthenticated");

    assertThat(refused.body()).doesNotContain(key);
  }

  @Test
  void refusesOtherSchemesAndTwoDifferentKeys() {
    api.withoutKey()
        .with("Authorization", "Basic " + TestGateway.KEY)
        .get("/v1/runs")
        .expectProblem(401, "unauthenticated");
    api.with("x-api-key", ApiKey.generate(new SecureRandom()).reveal())
        .get("/v1/runs")
        .expectProblem(401, "unauthenticated")
        .saying("different");
  }

  @Test
  void refusesAKeyInTheUrlEvenIfThereIsOneInAHeader() {
    String key = TestGateway.KEY;

    for (String url :
        new String[] {
          "/v1/runs?key=" + key,
          "/v1/runs?cursor=" + key.replace("_", "%5F"),
          "/v1/runs/" + key,
          "/v1/runs?api_key=x",
          "/livez?x-api-key=x"
        }) {
      ApiResponse refused = api.get(url).expectProblem(400, "key_in_url");
      assertThat(refused.text("/detail")).doesNotContain(key);
    }
  }

  @Test
  void doesNotTellWithoutAKeyWhichPathsExist() {
    ApiClient none = api.withoutKey();

    none.get("/v1/nothing").expectProblem(401, "unauthenticated");
    none.send("DELETE", "/v1/runs", null, null).expectProblem(401, "unauthenticated");
    none.post("/v1/runs", "{").expectProblem(401, "unauthenticated");
    none.get("/livez/").expectProblem(401, "unauthenticated");
  }

  @Test
  void opensOnlyWhatMustBeOpen() {
    ApiClient none = api.withoutKey();

    none.get("/livez").expect(200);
    none.get("/readyz").expect(200);
    none.get("/v1/openapi.json").expect(200);
  }

  @Test
  void refusesAnExpiredAndARevokedKey() throws SQLException {
    String expired = insertKey(UUID.randomUUID(), "expires_at", "now() - interval '1 second'");
    String expiring = insertKey(UUID.randomUUID(), "expires_at", "now() + interval '1 hour'");
    String revoked = insertKey(UUID.randomUUID(), "revoked_at", "now()");

    api.withKey(expired).get("/v1/runs").expectProblem(401, "unauthenticated").saying("expired");
    api.withKey(revoked).get("/v1/runs").expectProblem(401, "unauthenticated").saying("revoked");
    api.withKey(expiring).get("/v1/runs").expect(200);
  }

  @Test
  void noticesARevocationWithinTheCachesTime() throws SQLException {
    UUID team = UUID.randomUUID();
    String key = insertKey(team, "expires_at", "null");
    api.withKey(key).get("/v1/runs").expect(200);

    try (var connection = GATEWAY.database().connect();
        var sql =
            connection.prepareStatement(
                "update api_key set revoked_at = now() where team_id = ?")) {
      sql.setObject(1, team);
      sql.executeUpdate();
    }

    Instant deadline = Instant.now().plus(Duration.ofSeconds(10));
    while (api.withKey(key).get("/v1/runs").status() != 401) {
      assertThat(Instant.now()).isBefore(deadline);
    }
  }

  @Test
  void showsATeamNothingOfAnother() throws SQLException {
    ApiClient other = api.withKey(insertKey(UUID.randomUUID(), "expires_at", "null"));
    String run = api.post("/v1/runs", "{\"prompt\":\"p\"}").expect(202).text("/id");

    other.get("/v1/runs/" + run).expectProblem(404, "run_not_found");
    other.post("/v1/runs/" + run + "/cancel", "{}").expectProblem(404, "run_not_found");
    assertThat(other.get("/v1/runs").expect(200).json().get("data")).isEmpty();
    assertThat(api.get("/v1/runs/" + run).text("/status")).isEqualTo("queued");
  }

  @Test
  void notesTheLastUse() throws SQLException {
    UUID team = UUID.randomUUID();
    String key = insertKey(team, "expires_at", "null");

    api.withKey(key).get("/v1/runs").expect(200);
    assertThat(lastUse(team)).isNull();
    GATEWAY.bean(LastUses.class).write();

    assertThat(lastUse(team)).isNotNull();
  }

  private static @org.jspecify.annotations.Nullable Object lastUse(UUID team) throws SQLException {
    try (var connection = GATEWAY.database().connect();
        var sql =
            connection.prepareStatement("select last_used_at from api_key where team_id = ?")) {
      sql.setObject(1, team);
      var rows = sql.executeQuery();
      rows.next();
      return rows.getObject(1);
    }
  }

  /** A key of a new team, with one column set. */
  private static String insertKey(UUID team, String column, String value) throws SQLException {
    ApiKey key = ApiKey.generate(new SecureRandom());
    try (var connection = GATEWAY.database().connect();
        var insertTeam =
            connection.prepareStatement("insert into team (id, name) values (?, 't')");
        var insertKey =
            connection.prepareStatement(
                "insert into api_key (team_id, id, name, hash, hint, %s) values (?, ?, 'k', ?, ?, %s)"
                    .formatted(column, value))) {
      insertTeam.setObject(1, team);
      insertTeam.executeUpdate();
      insertKey.setObject(1, team);
      insertKey.setObject(2, UUID.randomUUID());
      insertKey.setBytes(3, key.hash());
      insertKey.setString(4, key.hint());
      insertKey.executeUpdate();
    }
    return key.reveal();
  }
}
