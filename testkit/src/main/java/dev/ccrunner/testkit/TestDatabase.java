package dev.ccrunner.testkit;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;

/** One database of the shared PostgreSQL. */
public record TestDatabase(String name, String jdbcUrl, String username, String password) {

  /** A connection without a pool. */
  public Connection connect() throws SQLException {
    return DriverManager.getConnection(jdbcUrl, username, password);
  }
}
