package dev.ccrunner.infra.postgres;

import dev.ccrunner.team.Subject;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Never two runs of a session at once, always in order, and none is forgotten. */
@Timeout(240)
class SessionSimulationTest {
  private final Database database = new Database();

  @AfterEach
  void close() {
    database.close();
  }

  /** Nobody looks for what was not noticed: whoever ends a run calls the next one. */
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void carriesOutSessionsInOrder(long seed) throws Exception {
    new SessionSimulation(database, SessionSimulation.keys(3), false, seed).play();
  }

  @ParameterizedTest
  @ValueSource(longs = {5, 6, 7})
  void carriesThemOutInOrderWithinLimits(long seed) throws Exception {
    var keys = SessionSimulation.keys(3);
    database.limits.put(
        database.team, new UsageLimit(Subject.of(database.team), null, null, null, 4));
    for (var key : keys.subList(0, 2)) {
      database.limits.put(
          database.team,
          new UsageLimit(new Subject(Subject.Kind.KEY, key.value()), null, null, null, 1));
    }

    new SessionSimulation(database, keys, true, seed).play();
  }
}
