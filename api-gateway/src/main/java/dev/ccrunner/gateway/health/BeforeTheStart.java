package dev.ccrunner.gateway.health;

import dev.ccrunner.gateway.problem.ErrorCode;
import dev.ccrunner.gateway.problem.Problem;
import dev.ccrunner.gateway.problem.ProblemException;
import dev.ccrunner.infra.away.WaitingAnswer;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.json.JsonMapper;

/** What a gateway answers while it waits for PostgreSQL: that it lives, and nothing else. */
public final class BeforeTheStart implements Function<String, WaitingAnswer> {
  private static final String JSON = "application/json";

  private final JsonMapper json =
      JsonMapper.builder().propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE).build();

  @Override
  public WaitingAnswer apply(String path) {
    return switch (path) {
      case "/livez" -> new WaitingAnswer(200, JSON, text(new HealthController.Liveness("ok")));
      case "/readyz" ->
          new WaitingAnswer(503, JSON, text(Readiness.unavailable(Map.of("postgres", "down"))));
      default -> new WaitingAnswer(503, "application/problem+json", text(problem(path)));
    };
  }

  private static Problem problem(String path) {
    return Problem.of(
        ProblemException.of(
            ErrorCode.UNAVAILABLE, "This gateway starts when its database answers. Try again."),
        path,
        UUID.randomUUID().toString());
  }

  private String text(Object value) {
    return json.writeValueAsString(value);
  }
}
