package dev.ccrunner.bench.spine;

import dev.ccrunner.bench.load.EventStream;
import dev.ccrunner.bench.report.Aim;
import dev.ccrunner.bench.report.Figure;
import dev.ccrunner.bench.report.Latencies;
import dev.ccrunner.bench.subject.Installation;
import dev.ccrunner.testkit.fakecli.FakeCli;
import java.io.IOException;
import java.sql.SQLException;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;

/** From the acceptance of a run to its claim, by PostgreSQL's clock. Slots are always free. */
record Claims(Scale scale) {

  private static final double LIMIT_MILLIS = 10;
  private static final String LABEL = "claim";

  Figure measure(Installation installation, Installation.Gateway gateway, String database)
      throws IOException, SQLException {
    var begin = System.nanoTime();
    var last = "";
    for (var i = 0; i < scale.claims(); i++) {
      var due = begin + (long) (i * 1e9 / scale.claimsPerSecond());
      for (var wait = due - System.nanoTime(); wait > 0; wait = due - System.nanoTime()) {
        LockSupport.parkNanos(wait);
      }
      last = gateway.api().submit(FakeCli.prompt("{\"text\":\"done\"}"), LABEL);
    }
    try (var events = new EventStream(gateway.api(), last)) {
      while (events.next() != null) {
        continue; // until the last run has ended
      }
    }
    var latencies = claimed(installation, database);
    return new Figure(
        "submit_to_claimed_p50",
        latencies.p50Millis(),
        "ms",
        "limit",
        LIMIT_MILLIS,
        new Aim.AtMost(1),
        Map.of(
            "p99_ms", latencies.p99Millis(),
            "max_ms", latencies.maxMillis(),
            "runs", latencies.count()));
  }

  private static Latencies claimed(Installation installation, String database) throws SQLException {
    var latencies = new Latencies();
    try (var connection = installation.connect(database);
        var statement = connection.createStatement();
        var rows =
            statement.executeQuery(
                """
                select extract(epoch from claimed_at - created_at) * 1000000 from run
                where labels @> '{"bench":"%s"}' and claimed_at is not null
                """
                    .formatted(LABEL))) {
      while (rows.next()) {
        latencies.addMicros(rows.getLong(1));
      }
    }
    return latencies;
  }
}
