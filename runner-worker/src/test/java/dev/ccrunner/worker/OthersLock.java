package dev.ccrunner.worker;

import java.sql.Connection;
import java.sql.SQLException;
import org.springframework.jdbc.core.JdbcTemplate;

/** A lock in PostgreSQL that somebody else has until this is closed. */
final class OthersLock implements AutoCloseable {
  private final RunningWorker worker;
  private final Connection connection;

  private OthersLock(RunningWorker worker, Connection connection) {
    this.worker = worker;
    this.connection = connection;
  }

  /** Has what this statement locks. */
  static OthersLock of(RunningWorker worker, String statement) throws SQLException {
    var connection = worker.connect();
    connection.setAutoCommit(false);
    try (var sql = connection.createStatement()) {
      // Else PostgreSQL ends it after a few seconds, as it would that of a worker that stands
      // still.
      sql.execute("set local idle_in_transaction_session_timeout = 0");
      sql.execute(statement);
    }
    return new OthersLock(worker, connection);
  }

  /** Whether anybody waits for that table. */
  boolean isAwaited(String table) {
    return Boolean.TRUE.equals(
        worker
            .bean(JdbcTemplate.class)
            .queryForObject(
                "select exists (select from pg_locks where not granted and relation = ?::regclass)",
                Boolean.class,
                table));
  }

  @Override
  public void close() throws SQLException {
    connection.close(); // which undoes what was not committed
  }
}
