package dev.ccrunner.embedded;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;

/** One statement at a time. */
record Sql(PostgresEndpoint endpoint) {

  void run(String statement) throws SQLException {
    try (var connection = connect();
        var sql = connection.createStatement()) {
      sql.execute(statement);
    }
  }

  String value(String query) throws SQLException {
    try (var connection = connect();
        var sql = connection.createStatement();
        var rows = sql.executeQuery(query)) {
      rows.next();
      return rows.getString(1);
    }
  }

  Connection connect() throws SQLException {
    return DriverManager.getConnection(
        endpoint.jdbcUrl(), endpoint.username(), endpoint.password());
  }
}
