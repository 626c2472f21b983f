package dev.ccrunner.gateway.stream;

import dev.ccrunner.event.RunEvent;
import dev.ccrunner.infra.postgres.LogState;
import dev.ccrunner.run.RunId;
import dev.ccrunner.team.TeamId;
import java.util.List;
import java.util.Optional;

/**
 * The stored log of every run: slower than Redis, complete up to a second ago, and never wrong. A
 * port, so that tests decide when an event becomes visible in it.
 */
interface EventHistory {
  /** How far the log is, or empty when the team has no such run. */
  Optional<LogState> state(TeamId team, RunId run);

  /** Up to {@code limit} events after number {@code after}, in order. */
  List<RunEvent> read(TeamId team, RunId run, long after, int limit);
}
