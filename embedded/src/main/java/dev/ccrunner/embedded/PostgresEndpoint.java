package dev.ccrunner.embedded;

/**
 * Where PostgreSQL is reached. The user is its superuser; the database of {@code jdbcUrl} is empty
 * at first.
 */
public record PostgresEndpoint(
    String jdbcUrl, String username, String password, int port, long pid) {

  /** The same server, another database. */
  public String jdbcUrl(String database) {
    return "jdbc:postgresql://127.0.0.1:" + port + "/" + database;
  }

  /** Without the password: this ends up in logs. */
  @Override
  public String toString() {
    return "PostgresEndpoint[jdbcUrl=%s, username=%s, pid=%d]".formatted(jdbcUrl, username, pid);
  }
}
