package dev.ccrunner.infra.postgres;

import dev.ccrunner.run.RunStatus;
import dev.ccrunner.worker.WorkerId;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** What came of a message into a run, or of the wish to end its turn. */
public sealed interface Steering {
  /**
   * It stands in PostgreSQL, and will reach the run.
   *
   * @param worker who holds the run and should be told; null: nobody does yet
   */
  record Accepted(Instant at, @Nullable WorkerId worker) implements Steering {}

  /** The run is not one to be told anything: it has ended, is being ended, or has not begun. */
  record NotNow(RunStatus status) implements Steering {}

  /** As many messages as may wait for the run do: it has not heard them yet. */
  record Full(int waiting) implements Steering {}

  /** The team has no such run. */
  record Unknown() implements Steering {}
}
