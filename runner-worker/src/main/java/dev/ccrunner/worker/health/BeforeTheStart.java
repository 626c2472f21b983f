package dev.ccrunner.worker.health;

import dev.ccrunner.infra.away.WaitingAnswer;
import java.util.function.Function;

/** What a worker answers while it waits for PostgreSQL: that it lives, and is not ready. */
public final class BeforeTheStart implements Function<String, WaitingAnswer> {
  private static final String JSON = "application/json";

  @Override
  public WaitingAnswer apply(String path) {
    return path.equals("/actuator/health/liveness")
        ? new WaitingAnswer(200, JSON, "{\"status\":\"UP\"}")
        : new WaitingAnswer(
            503,
            JSON,
            """
            {"status":"OUT_OF_SERVICE","components":{"services":\
            {"status":"OUT_OF_SERVICE","details":{"postgres":"down"}}}}\
            """);
  }
}
