package dev.ccrunner.gateway.stream;

import dev.ccrunner.infra.postgres.NumberedRun;
import dev.ccrunner.infra.postgres.SessionLook;
import dev.ccrunner.session.SessionId;
import dev.ccrunner.team.TeamId;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/** Which runs sessions have. A port, so that tests decide when a run becomes visible in it. */
interface SessionHistory {
  /** Whether the session takes runs; empty when the team has no such session. */
  Optional<Boolean> open(TeamId team, SessionId session);

  /** The first run of the session with a number greater than {@code after}. */
  Optional<NumberedRun> runAfter(TeamId team, SessionId session, long after);

  /** Those that have a later run, are archived or are gone; one question for all. */
  List<SessionLook> withNews(Collection<SessionLook> looks);
}
