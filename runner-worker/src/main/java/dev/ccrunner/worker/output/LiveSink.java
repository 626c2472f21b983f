package dev.ccrunner.worker.output;

import dev.ccrunner.event.RunDelta;
import dev.ccrunner.event.RunEvent;
import dev.ccrunner.infra.postgres.LeaseKey;

/**
 * Where events go for those who are watching. Nothing here blocks and nothing fails loudly: what
 * does not arrive is read from PostgreSQL a moment later.
 */
interface LiveSink {
  /** The next event; calls come in the order of the numbers. */
  void event(LeaseKey key, RunEvent event);

  /** A piece of a text. */
  void delta(LeaseKey key, RunDelta delta);

  /** PostgreSQL has everything up to {@code seq}, so nothing before it has to be kept here. */
  void stored(LeaseKey key, long seq);

  /** The last event. */
  void end(LeaseKey key, RunEvent terminal);
}
