package dev.ccrunner.chaos;

import dev.ccrunner.embedded.PostgresEndpoint;
import dev.ccrunner.event.RunEvent;
import dev.ccrunner.run.RunId;
import dev.ccrunner.session.SessionId;
import dev.ccrunner.team.TeamId;
import dev.ccrunner.wire.DispatchBell;
import dev.ccrunner.worker.WorkerId;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What PostgreSQL has, read past the product: it is the product that is judged. */
final class StoredRuns {
  private static final String ENDED = "('succeeded', 'failed', 'cancelled')";

  private final PostgresEndpoint server;

  StoredRuns(PostgresEndpoint server) {
    this.server = server;
  }

  private Connection connect() throws SQLException {
    return DriverManager.getConnection(server.jdbcUrl(), server.username(), server.password());
  }

  /** A run in the hands of a worker. */
  record Held(String run, int attempt) {}

  List<Held> heldBy(WorkerId worker) throws SQLException {
    try (var connection = connect();
        var query =
            connection.prepareStatement("select id, attempt from run where lease_owner = ?")) {
      query.setObject(1, worker.value());
      var rows = query.executeQuery();
      var held = new ArrayList<Held>();
      while (rows.next()) {
        held.add(new Held(run(rows.getObject(1, UUID.class)).toString(), rows.getInt(2)));
      }
      return held;
    }
  }

  /** How many of them have neither ended nor begun another attempt. */
  int unchanged(List<Held> held) throws SQLException {
    try (var connection = connect();
        var query =
            connection.prepareStatement(
                "select count(*) from run where id = ? and attempt = ? and status not in "
                    + ENDED)) {
      int count = 0;
      for (var each : held) {
        query.setObject(1, RunId.parse(each.run()).orElseThrow().value());
        query.setInt(2, each.attempt());
        var rows = query.executeQuery();
        rows.next();
        count += rows.getInt(1);
      }
      return count;
    }
  }

  /** For every run there ever was. */
  List<DispatchBell> allBells() throws SQLException {
    try (var connection = connect();
        var query = connection.createStatement()) {
      var rows = query.executeQuery("select team_id, id from run order by id");
      var bells = new ArrayList<DispatchBell>();
      while (rows.next()) {
        bells.add(
            new DispatchBell(
                new TeamId(rows.getObject(1, UUID.class)), run(rows.getObject(2, UUID.class))));
      }
      return bells;
    }
  }

  /** Whether a worker has taken the run of that order. */
  boolean isClaimed(int order) throws SQLException {
    try (var connection = connect();
        var query =
            connection.prepareStatement(
                "select 1 from run where labels->>? = ? and claimed_at is not null")) {
      query.setString(1, Order.LABEL);
      query.setString(2, Integer.toString(order));
      return query.executeQuery().next();
    }
  }

  int unfinished() throws SQLException {
    try (var connection = connect();
        var query = connection.createStatement()) {
      var rows = query.executeQuery("select count(*) from run where status not in " + ENDED);
      rows.next();
      return rows.getInt(1);
    }
  }

  List<Evidence.Row> rows() throws SQLException {
    try (var connection = connect();
        var query = connection.createStatement()) {
      var rows =
          query.executeQuery(
              """
              select id, (labels->>'%s')::int, status, failure_code, last_seq, log_bytes, log_crc32,
                session_id, session_number, result_text
              from run order by id
              """
                  .formatted(Order.LABEL));
      var runs = new ArrayList<Evidence.Row>();
      while (rows.next()) {
        runs.add(
            new Evidence.Row(
                run(rows.getObject(1, UUID.class)).toString(),
                rows.getInt(2),
                rows.getString(3),
                rows.getString(4),
                rows.getLong(5),
                rows.getLong(6),
                rows.getLong(7),
                turn(rows)));
      }
      return runs;
    }
  }

  private static Evidence.@Nullable Turn turn(ResultSet row) throws SQLException {
    var session = row.getObject(8, UUID.class);
    return session == null
        ? null
        : new Evidence.Turn(new SessionId(session).toString(), row.getLong(9), row.getString(10));
  }

  Map<String, List<RunEvent>> logs() throws SQLException {
    try (var connection = connect();
        var query = connection.createStatement()) {
      var rows =
          query.executeQuery(
              "select run_id, seq, attempt, type, at, json from run_event order by run_id, seq");
      var logs = new HashMap<String, List<RunEvent>>();
      while (rows.next()) {
        var run = run(rows.getObject(1, UUID.class));
        logs.computeIfAbsent(run.toString(), _ -> new ArrayList<>())
            .add(
                new RunEvent(
                    run,
                    rows.getLong(2),
                    rows.getInt(3),
                    rows.getString(4),
                    rows.getTimestamp(5).toInstant(),
                    rows.getString(6)));
      }
      return logs;
    }
  }

  private static RunId run(UUID id) {
    return new RunId(id);
  }
}
