package dev.ccrunner.gateway.submission;

import dev.ccrunner.infra.postgres.Cancellation;
import dev.ccrunner.run.RunId;
import dev.ccrunner.team.TeamId;

/**
 * Is told of a cancellation after its transaction, to make it quick: to tell the worker that holds
 * the run, or those who watch one that nobody held. What it loses arrives anyway, with the next
 * renewal of the lease or the next look into PostgreSQL; so it must neither block nor throw.
 */
public interface CancelSignal {
  /** The run was just cancelled, with this consequence. */
  void cancelled(TeamId team, RunId run, Cancellation cancellation);
}
