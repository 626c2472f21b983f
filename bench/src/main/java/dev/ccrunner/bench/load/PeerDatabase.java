package dev.ccrunner.bench.load;

import dev.ccrunner.embedded.PostgresEndpoint;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Optional;
import java.util.stream.Stream;
import org.flywaydb.core.Flyway;

/** The tables of an installation in an empty database of the same server, for a peer alone. */
public final class PeerDatabase {

  private PeerDatabase() {}

  /**
   * Makes the tables, and the best peer this machine has.
   *
   * @param database an empty one
   * @param sample a database in which runs were accepted
   */
  public static InsertPeer prepare(
      PostgresEndpoint server, String database, Connection sample, Path folder)
      throws SQLException {
    var url = server.jdbcUrl(database);
    Flyway.configure().dataSource(url, server.username(), server.password()).load().migrate();
    var rows = PeerRows.like(sample);
    try (var connection = DriverManager.getConnection(url, server.username(), server.password());
        var statement = connection.createStatement();
        var teams = sample.createStatement();
        var team = teams.executeQuery("select id from team")) {
      while (team.next()) {
        statement.execute(
            "insert into team (id, name) values ('" + team.getString(1) + "', 'peer')");
      }
    }
    return pgbench()
        .<InsertPeer>map(program -> new Pgbench(program, server, database, rows, folder))
        .orElseGet(() -> new JdbcInserts(server, database, rows));
  }

  private static Optional<Path> pgbench() {
    return Stream.of("/usr/local/bin", "/usr/bin", "/bin")
        .map(folder -> Path.of(folder, "pgbench"))
        .filter(Files::isExecutable)
        .findFirst();
  }
}
