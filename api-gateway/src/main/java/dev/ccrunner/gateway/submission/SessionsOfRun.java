package dev.ccrunner.gateway.submission;

import dev.ccrunner.gateway.problem.ProblemException;
import dev.ccrunner.infra.postgres.SessionRefusedException;
import dev.ccrunner.session.SessionId;
import dev.ccrunner.team.TeamId;

/** What a run has to know of the session that it goes on with: the port to whoever keeps them. */
public interface SessionsOfRun {
  /**
   * Refuses the run unless the team has the session and it takes runs. Called in the transaction of
   * the submit, and without one for a trial.
   *
   * @param bringsWorkspace whether the run says what is to be in the working directory; only a
   *     session's first run may
   * @throws ProblemException at {@code /session_id}, or {@code /workspace}
   */
  void check(TeamId team, SessionId session, boolean bringsWorkspace);

  /** What is answered when the session turns out to take no runs while the run is stored. */
  ProblemException refusal(SessionRefusedException refused);
}
