package dev.ccrunner.bench.load;

import java.io.IOException;

/**
 * Something that writes to PostgreSQL what an accepted run writes, and does nothing else: no HTTP,
 * no JSON, no Kafka. What it manages is the most a gateway could.
 */
public interface InsertPeer {

  /** For the report. */
  String name();

  /** As many transactions as go, by so many clients. */
  Load closedLoop(int clients, double seconds) throws IOException, InterruptedException;

  /** At a fixed rate; times count from when a transaction should have begun. */
  Load openLoop(int clients, double seconds, double perSecond)
      throws IOException, InterruptedException;
}
