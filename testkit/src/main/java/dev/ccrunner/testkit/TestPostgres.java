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

  private TestDatabase create(String template) {
    var name = "test_" + databases.incrementAndGet();
    try (var connection =
            DriverManager.getConnection(
                endpoint.jdbcUrl(), endpoint.username(), endpoint.password());
        var sql = connection.createStatement()) {
      sql.execute("CREATE DATABASE %s TEMPLATE %s STRATEGY file_copy".formatted(name, template));
    } catch (SQLException e) {
      throw new IllegalStateException("The test database " + name + " could not be created", e);
    }
    return new TestDatabase(name, endpoint.jdbcUrl(name), endpoint.username(), endpoint.password());
  }
}
