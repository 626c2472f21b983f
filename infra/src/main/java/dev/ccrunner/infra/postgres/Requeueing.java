package dev.ccrunner.infra.postgres;

import dev.ccrunner.event.LogChecksum;
import dev.ccrunner.event.RunEvent;
import dev.ccrunner.run.RunUsage;
import java.util.List;

/**
 * The end of an attempt after which there is to be another.
 *
 * @param remaining the events PostgreSQL does not have yet, in order, at least one
 * @param log over the whole log so far
 * @param usage of all attempts together
 * @param bell for whoever takes the run next
 */
public record Requeueing(
    LeaseKey key, List<RunEvent> remaining, LogChecksum log, RunUsage usage, OutboxRecord bell) {
  public Requeueing {
    remaining = List.copyOf(remaining);
  }
}
