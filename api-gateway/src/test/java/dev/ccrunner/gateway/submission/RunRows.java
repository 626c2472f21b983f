package dev.ccrunner.gateway.submission;

import dev.ccrunner.gateway.testing.TestGateway;
import dev.ccrunner.run.RunId;
import java.sql.SQLException;

/** Moves runs on as a worker would, where a test has none. */
final class RunRows {
  private RunRows() {}

  static RunId id(String text) {
    return RunId.parse(text).orElseThrow();
  }

  static void claim(TestGateway gateway, String run) {
    update(
        gateway,
        "update run set status = 'running', attempt = 1, epoch = 1, worker_id = gen_random_uuid(),"
            + " sandbox_level = 'bubblewrap', claimed_at = now(), started_at = now() where id = ?",
        run);
  }

  static void succeed(TestGateway gateway, String run) {
    update(
        gateway,
        "update run set status = 'succeeded', finished_at = now(), result_text = 'Done.',"
            + " result_structured = '[1]', num_turns = 3, cost_usd = 0.125000, permission_denials ="
            + " '[{\"tool\":\"Bash\"}]', usage_by_model ="
            + " '{\"m\":{\"input_tokens\":1,\"output_tokens\":2,\"cache_read_input_tokens\":3,"
            + "\"cache_creation_input_tokens\":4}}' where id = ?",
        run);
  }

  static void fail(TestGateway gateway, String run) {
    update(
        gateway,
        "update run set status = 'failed', finished_at = now(), failure_code = 'provider_auth',"
            + " failure_message = 'Refused.' where id = ?",
        run);
  }

  /** Messages that nobody has heard yet. */
  static void say(TestGateway gateway, String run, int times) {
    for (int i = 0; i < times; i++) {
      update(
          gateway,
          "insert into run_control (team_id, run_id, id, kind, body, key_id, created_at)"
              + " select team_id, id, gen_random_uuid(), 'message', 'x', key_id, now()"
              + " from run where id = ?",
          run);
    }
  }

  private static void update(TestGateway gateway, String sql, String run) {
    try (var connection = gateway.database().connect();
        var statement = connection.prepareStatement(sql)) {
      statement.setObject(1, id(run).value());
      if (statement.executeUpdate() != 1) {
        throw new IllegalStateException("There is no run " + run);
      }
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }
}
