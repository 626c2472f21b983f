package dev.ccrunner.gateway.dispatch;

import dev.ccrunner.gateway.testing.TestGateway;
import dev.ccrunner.infra.ids.TimeOrderedIds;
import dev.ccrunner.team.TeamId;
import java.sql.SQLException;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/**
 * Thousands of orders in which workers, reapers, clients and time can get in each other's way. A
 * failure names its seed and what happened, act by act.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class LeaseSimulationTest {
  private static final int GAMES = 1_000;
  private static final int ACTS = 30;

  private final TestGateway gateway =
      TestGateway.start(
          Map.of(
              "ccr.dispatch.reap-every", "1h",
              "ccr.dispatch.ring-again-after", "1h",
              "logging.level.dev.ccrunner.gateway.dispatch", "warn"));
  private final TeamId team = new TeamId(TimeOrderedIds.next());

  @BeforeAll
  void foundATeam() throws SQLException {
    try (var connection = gateway.database().connect();
        var sql = connection.createStatement()) {
      sql.executeUpdate(
          "insert into team (id, name) values ('%s', 'simulated')".formatted(team.value()));
    }
  }

  @AfterAll
  void stop() {
    gateway.close();
  }

  @Test
  void everyRunEndsOnceWithAWholeLogAndNoLostWorkerEverChangesIt() throws SQLException {
    try (var time = gateway.database().connect()) {
      for (long seed = 1; seed <= GAMES; seed++) {
        try {
          new LeaseSimulation(gateway, team, time, seed).play(ACTS);
        } catch (AssertionError e) {
          throw new AssertionError("seed " + seed, e);
        }
      }
    }
  }
}
