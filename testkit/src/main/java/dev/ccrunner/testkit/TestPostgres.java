package dev.ccrunner.testkit;

import dev.ccrunner.embedded.PostgresEndpoint;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.concurrent.atomic.AtomicInteger;

/** The PostgreSQL shared by the tests of this JVM. */
public final class TestPostgres {

  private final PostgresEndpoint endpoint;
  private final AtomicInteger databases = new AtomicInteger();

  TestPostgres(PostgresEndpoint endpoint) {
    this.endpoint = endpoint;
  }

  public PostgresEndpoint endpoint() {
    return endpoint;
  }

  /** An empty database nobody else uses. It lasts as long as the JVM. */
  public TestDatabase newDatabase() {
    return create("template0");
  }

  /**
   * A copy of another, for example of one that was migrated once. Nobody may be connected to that
   * one.
   */
  public TestDatabase copyOf(TestDatabase template) {
    return create(template.name());
  }

  /**
   * Throws everybody out of that database and lets nobody in, until the answer is closed: for those
   * who need it, PostgreSQL is away.
   */
  public Away away(TestDatabase database) {
    execute("ALTER DATABASE %s ALLOW_CONNECTIONS false".formatted(database.name()));
    execute(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '%s'"
            .formatted(database.name()));
    return () -> execute("ALTER DATABASE %s ALLOW_CONNECTIONS true".formatted(database.name()));
  }

  /** Until it is closed. */
  public interface Away extends AutoCloseable {
    @Override
    void close();
  }

  private TestDatabase create(String template) {
    var name = "test_" + databases.incrementAndGet();
    execute("CREATE DATABASE %s TEMPLATE %s STRATEGY file_copy".formatted(name, template));
    return new TestDatabase(name, endpoint.jdbcUrl(name), endpoint.username(), endpoint.password());
  }

  private void execute(String statement) {
    try (var connection =
            DriverManager.getConnection(
                endpoint.jdbcUrl(), endpoint.username(), endpoint.password());
        var sql = connection.createStatement()) {
      sql.execute(statement);
    } catch (SQLException e) {
      throw new IllegalStateException("Could not: " + statement, e);
    }
  }
}
