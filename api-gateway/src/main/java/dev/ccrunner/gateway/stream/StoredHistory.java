package dev.ccrunner.gateway.stream;

import dev.ccrunner.event.RunEvent;
import dev.ccrunner.infra.postgres.EventStore;
import dev.ccrunner.infra.postgres.LogState;
import dev.ccrunner.infra.postgres.RunLedger;
import dev.ccrunner.run.RunId;
import dev.ccrunner.team.TeamId;
import java.util.List;
import java.util.Optional;
import org.springframework.stereotype.Component;

/** The stored log in PostgreSQL. */
@Component
final class StoredHistory implements EventHistory {
  private final EventStore events;
  private final RunLedger runs;

  StoredHistory(EventStore events, RunLedger runs) {
    this.events = events;
    this.runs = runs;
  }

  @Override
  public Optional<LogState> state(TeamId team, RunId run) {
    return runs.logState(team, run);
  }

  @Override
  public List<RunEvent> read(TeamId team, RunId run, long after, int limit) {
    return events.read(team, run, after, limit);
  }
}
