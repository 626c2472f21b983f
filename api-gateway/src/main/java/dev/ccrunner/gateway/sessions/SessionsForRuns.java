package dev.ccrunner.gateway.sessions;

import dev.ccrunner.gateway.problem.ErrorCode;
import dev.ccrunner.gateway.problem.ProblemException;
import dev.ccrunner.gateway.submission.SessionsOfRun;
import dev.ccrunner.infra.postgres.SessionLedger;
import dev.ccrunner.infra.postgres.SessionOrigin;
import dev.ccrunner.infra.postgres.SessionRefusedException;
import dev.ccrunner.infra.postgres.SessionSnapshots;
import dev.ccrunner.infra.postgres.StoredSession;
import dev.ccrunner.session.SessionId;
import dev.ccrunner.team.TeamId;
import org.springframework.stereotype.Component;

/** Which sessions take a run. */
@Component
class SessionsForRuns implements SessionsOfRun {
  private static final String POINTER = "/session_id";

  private final SessionLedger ledger;
  private final SessionSnapshots snapshots;

  SessionsForRuns(SessionLedger ledger, SessionSnapshots snapshots) {
    this.ledger = ledger;
    this.snapshots = snapshots;
  }

  @Override
  public void check(TeamId team, SessionId id, boolean bringsWorkspace) {
    var session = ledger.find(team, id).orElseThrow(() -> unknown(id));
    if (session.archivedAt() != null) {
      throw archived(id);
    }
    if (bringsWorkspace && !takesWorkspace(session)) {
      throw ProblemException.at(
          ErrorCode.INVALID_FIELD,
          "/workspace",
          "Expected no files and no repository in a run of a session that has a working directory, found some.");
    }
  }

  private boolean takesWorkspace(StoredSession session) {
    return session.runs() == 0
        && snapshots.chain(session.teamId(), session.id()).isEmpty()
        && session.origin().equals(SessionOrigin.NONE)
        && session.workspace().git() == null
        && session.workspace().files().isEmpty();
  }

  @Override
  public ProblemException refusal(SessionRefusedException refused) {
    return switch (refused.reason()) {
      case UNKNOWN -> unknown(refused.session());
      case ARCHIVED -> archived(refused.session());
    };
  }

  private static ProblemException unknown(SessionId id) {
    return ProblemException.at(
        ErrorCode.SESSION_NOT_FOUND,
        POINTER,
        "Expected the id of a session of this team, found '%s'.".formatted(id));
  }

  private static ProblemException archived(SessionId id) {
    return ProblemException.at(
        ErrorCode.SESSION_ARCHIVED,
        POINTER,
        "Expected a session that takes runs, found the archived %s. Take it back first: PATCH with {\"archived\":false}."
            .formatted(id));
  }
}
