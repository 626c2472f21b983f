package dev.ccrunner.infra.postgres;

import dev.ccrunner.worker.WorkerId;

/** What came of a claim that gives way to a worker that can go on with the session at once. */
public sealed interface ClaimAnswer {
  /** The run is the worker's. */
  record Taken(RunLease lease) implements ClaimAnswer {}

  /** Another one keeps the session's Claude Code, and is to have the run if it wants it. */
  record KeptBy(WorkerId worker) implements ClaimAnswer {}

  /** It is not there to be taken. */
  record Nothing() implements ClaimAnswer {}
}
