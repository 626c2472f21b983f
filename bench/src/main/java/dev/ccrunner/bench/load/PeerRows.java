package dev.ccrunner.bench.load;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The four inserts of an accepted run, with the values of a run that a gateway did accept, so that
 * the peer writes the same number of bytes into the same columns.
 *
 * @param run the first; it answers the id for the second
 * @param event needs that id
 * @param others inserts that need nothing
 */
record PeerRows(String run, String event, List<String> others) {

  /** What stands for the id in {@code event}. */
  static final String ID = ":id";

  /** Of the newest run that has an idempotency key. */
  static PeerRows like(Connection sample) throws SQLException {
    try (var statement = sample.createStatement();
        var row =
            statement.executeQuery(
                """
                select r.team_id, r.key_id, r.user_id, r.spec, r.labels, r.log_bytes, r.log_crc32, r.id,
                       e.json, k.location, k.body
                from run r
                join run_event e on e.team_id = r.team_id and e.run_id = r.id and e.seq = 1
                join idempotency_key k on k.team_id = r.team_id and k.created_at = r.created_at
                order by r.id desc limit 1
                """)) {
      if (!row.next()) {
        throw new IllegalStateException("Expected a run to take the values from, found none");
      }
      return of(row);
    }
  }

  private static PeerRows of(ResultSet row) throws SQLException {
    var team = row.getString("team_id");
    var run =
        """
        insert into run (team_id, id, status, spec, labels, key_id, user_id, released_at, last_seq, \
        log_bytes, log_crc32) values ('%s', uuidv7(), 'queued', %s, %s::jsonb, %s, %s, now(), 1, %d, %d) \
        returning id\
        """
            .formatted(
                team,
                quoted(row.getString("spec")),
                quoted(row.getString("labels")),
                id(row.getString("key_id")),
                id(row.getString("user_id")),
                row.getLong("log_bytes"),
                row.getLong("log_crc32"));
    var event =
        """
        insert into run_event (team_id, run_id, seq, attempt, type, at, json) \
        values ('%s', %s::uuid, 1, 0, 'run.queued', now(), %s)\
        """
            .formatted(team, ID, quoted(row.getString("json")));
    var outbox =
        """
        insert into outbox (id, team_id, topic, record_key, payload) \
        values (uuidv7(), '%s', 'runs.dispatch', %s, %s)\
        """
            .formatted(team, quoted("r".repeat(30)), quoted("b".repeat(80)));
    var idempotency =
        """
        insert into idempotency_key (team_id, endpoint, key, request_hash, status, location, body) \
        values ('%s', 'POST /v1/runs', gen_random_uuid()::text, decode(repeat('ab', 32), 'hex'), 202, %s, %s)\
        """
            .formatted(team, quoted(row.getString("location")), quoted(row.getString("body")));
    return new PeerRows(run, event, List.of(outbox, idempotency));
  }

  private static String id(@Nullable String id) {
    return id == null ? "null" : "'" + id + "'";
  }

  /** Without colons, which pgbench would take for the beginning of a variable. */
  private static String quoted(String text) {
    return "E'"
        + text.replace("\\", "\\\\").replace("'", "''").replace(":", "\\x3a").replace("\n", "\\n")
        + "'";
  }
}
