package dev.ccrunner.gateway.stream;

import dev.ccrunner.infra.postgres.NumberedRun;
import dev.ccrunner.infra.postgres.SessionLedger;
import dev.ccrunner.infra.postgres.SessionLook;
import dev.ccrunner.session.SessionId;
import dev.ccrunner.team.TeamId;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.springframework.stereotype.Component;

/** The sessions in PostgreSQL. */
@Component
final class StoredSessions implements SessionHistory {
  private final SessionLedger sessions;

  StoredSessions(SessionLedger sessions) {
    this.sessions = sessions;
  }

  @Override
  public Optional<Boolean> open(TeamId team, SessionId session) {
    return sessions.find(team, session).map(found -> found.archivedAt() == null);
  }

  @Override
  public Optional<NumberedRun> runAfter(TeamId team, SessionId session, long after) {
    return sessions.runAfter(team, session, after);
  }

  @Override
  public List<SessionLook> withNews(Collection<SessionLook> looks) {
    return sessions.withNews(looks);
  }
}
