package dev.ccrunner.infra.postgres;

import dev.ccrunner.event.LogChecksum;
import dev.ccrunner.event.RunEvent;
import dev.ccrunner.run.RunUsage;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The end of an attempt after which there is to be another.
 *
 * @param remaining the events PostgreSQL does not have yet, in order, at least one
 * @param log over the whole log so far
 * @param usage of all attempts together
 * @param bell for whoever takes the run next
 * @param use of this attempt; null: not known, since its worker is lost
 */
public record Requeueing(
    LeaseKey key,
    List<RunEvent> remaining,
    LogChecksum log,
    RunUsage usage,
    OutboxRecord bell,
    @Nullable AttemptUse use) {
  public Requeueing {
    remaining = List.copyOf(remaining);
  }

  /** The end of an attempt whose worker is lost. */
  public Requeueing(
      LeaseKey key, List<RunEvent> remaining, LogChecksum log, RunUsage usage, OutboxRecord bell) {
    this(key, remaining, log, usage, bell, null);
  }
}
