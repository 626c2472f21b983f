package dev.ccrunner.gateway.health;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ccrunner.gateway.testing.ApiClient;
import dev.ccrunner.gateway.testing.ApiResponse;
import dev.ccrunner.gateway.testing.TestGateway;
import dev.ccrunner.testkit.TestServices;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;

class HealthTest {
  @Test
  void isReadyWhenEverythingIsThere() {
    ApiResponse ready = TestGateway.shared().client().withoutKey().get("/readyz").expect(200);

    assertThat(ready.text("/status")).isEqualTo("ready");
    assertThat(ready.json().get("checks").toString())
        .contains("\"postgres\":\"up\"", "\"redis\":\"up\"", "\"kafka\":\"up\"");
    assertThat(ready.header("Cache-Control")).contains("no-store");
  }

  @Test
  void worksWithoutRedisAndKafkaAndSaysSo() {
    try (var gateway =
        TestGateway.start(
            Map.of(
                "spring.data.redis.url", "redis://127.0.0.1:1",
                "spring.kafka.bootstrap-servers", "127.0.0.1:1",
                "spring.kafka.admin.operation-timeout", "1s"))) {
      ApiClient api = gateway.client();

      ApiResponse ready = api.withoutKey().get("/readyz").expect(200);
      assertThat(ready.text("/status")).isEqualTo("degraded");
      assertThat(ready.text("/checks/redis")).isEqualTo("down");
      assertThat(ready.text("/checks/kafka")).isEqualTo("down");

      String run = api.post("/v1/runs", "{\"prompt\":\"p\"}").expect(202).text("/id");
      api.post("/v1/runs/" + run + "/cancel", "{}").expect(200);
    }
  }

  @Test
  void livesButIsNotReadyWithoutPostgres() throws SQLException {
    var settings =
        Map.of(
            "spring.datasource.hikari.connection-timeout", "500",
            "ccr.health.cache-ttl", "0s");
    try (var gateway = TestGateway.start(settings)) {
      ApiClient api = gateway.client();
      api.get("/readyz").expect(200);

      closeDatabase(gateway);

      Instant deadline = Instant.now().plus(Duration.ofSeconds(20));
      ApiResponse ready = api.get("/readyz");
      while (ready.status() != 503 && Instant.now().isBefore(deadline)) {
        ready = api.get("/readyz");
      }
      assertThat(ready.expect(503).text("/checks/postgres")).isEqualTo("down");
      assertThat(api.get("/livez").expect(200).text("/status")).isEqualTo("ok");
      ApiResponse refused = api.post("/v1/runs", "{\"prompt\":\"p\"}");
      assertThat(refused.expectProblem(503, "unavailable").header("Retry-After")).isNotEmpty();
    }
  }

  /** As if PostgreSQL were away, without disturbing the other tests that use it. */
  private static void closeDatabase(TestGateway gateway) throws SQLException {
    String name = gateway.database().name();
    try (var connection = TestServices.postgres().newDatabase().connect();
        var sql = connection.createStatement()) {
      sql.execute("alter database " + name + " allow_connections false");
      sql.execute(
          "select pg_terminate_backend(pid) from pg_stat_activity where datname = '" + name + "'");
    }
  }
}
