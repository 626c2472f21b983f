package dev.ccrunner.bench.load;

import dev.ccrunner.bench.report.Latencies;
import dev.ccrunner.embedded.PostgresEndpoint;
import java.io.IOException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;

/** Plain JDBC, for machines without pgbench; it takes more of the cores than pgbench does. */
final class JdbcInserts implements InsertPeer {

  private final PostgresEndpoint server;
  private final String database;
  private final PeerRows rows;

  JdbcInserts(PostgresEndpoint server, String database, PeerRows rows) {
    this.server = server;
    this.database = database;
    this.rows = rows;
  }

  @Override
  public String name() {
    return "plain JDBC, the same rows";
  }

  @Override
  public Load closedLoop(int clients, double seconds) throws IOException, InterruptedException {
    return run(clients, seconds, 0);
  }

  @Override
  public Load openLoop(int clients, double seconds, double perSecond)
      throws IOException, InterruptedException {
    return run(clients, seconds, (long) (clients * 1e9 / perSecond));
  }

  private Load run(int clients, double seconds, long betweenNanos)
      throws IOException, InterruptedException {
    var latencies = new Latencies();
    var done = new LongAdder();
    var begin = System.nanoTime();
    var end = begin + (long) (seconds * 1e9);
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var running = new ArrayList<Future<?>>();
      for (var i = 0; i < clients; i++) {
        var first = begin + i * betweenNanos / clients;
        running.add(
            threads.submit(() -> {
              insert(first, betweenNanos, end, latencies, done);
              return null;
            }));
      }
      for (var each : running) {
        each.get();
      }
    } catch (ExecutionException e) {
      throw new IOException("The peer could not go on: " + e.getCause(), e);
    }
    return new Load(done.sum() * 1e9 / (System.nanoTime() - begin), latencies);
  }

  private void insert(long first, long betweenNanos, long end, Latencies latencies, LongAdder done)
      throws SQLException {
    try (var connection =
            DriverManager.getConnection(
                server.jdbcUrl(database), server.username(), server.password());
        var run = connection.prepareStatement(rows.run());
        var event = connection.prepareStatement(rows.event().replace(PeerRows.ID, "?"))) {
      connection.setAutoCommit(false);
      var others = new ArrayList<PreparedStatement>();
      for (var insert : rows.others()) {
        others.add(connection.prepareStatement(insert));
      }
      for (var at = first; at < end; ) {
        for (var wait = at - System.nanoTime(); wait > 0; wait = at - System.nanoTime()) {
          LockSupport.parkNanos(wait);
        }
        transaction(connection, run, event, others);
        latencies.addNanos(System.nanoTime() - at);
        done.increment();
        at = betweenNanos == 0 ? System.nanoTime() : at + betweenNanos;
      }
    }
  }

  private static void transaction(
      Connection connection,
      PreparedStatement run,
      PreparedStatement event,
      Iterable<PreparedStatement> others)
      throws SQLException {
    try (var id = run.executeQuery()) {
      id.next();
      event.setObject(1, id.getObject(1, UUID.class));
    }
    event.execute();
    for (var other : others) {
      other.execute();
    }
    connection.commit();
  }
}
