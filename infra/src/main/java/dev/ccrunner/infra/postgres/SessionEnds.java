package dev.ccrunner.infra.postgres;

import dev.ccrunner.session.SessionId;
import dev.ccrunner.team.TeamId;
import java.util.List;
import java.util.UUID;
import org.jooq.DSLContext;
import org.jooq.impl.DSL;

/**
 * The end of sessions. First nobody sees them any more; then, when their last run has ended, they
 * go, with everything that is kept of their conversation. Their runs stay: they are what the team
 * has done and paid for.
 */
public class SessionEnds {
  private final DSLContext db;

  SessionEnds(DSLContext db) {
    this.db = db;
  }

  /**
   * Deletes the session, which the caller has locked. What of its runs has not ended is for the
   * caller to cancel.
   */
  public void delete(TeamId team, SessionId session) {
    db.execute(
        "update session set deleted_at = now() where team_id = {0} and id = {1} and deleted_at is null",
        DSL.val(team.value()), DSL.val(session.value()));
  }

  /**
   * Deletes up to {@code limit} sessions that have not been used for as long as they are kept;
   * several gateways at once find different ones.
   */
  @AcrossTeams("a duty of the installation")
  public List<SessionId> expire(int limit) {
    return db.resultQuery(
            """
            update session set deleted_at = now()
            where (team_id, id) in (
              select team_id, id from session
              where deleted_at is null and expires_at <= now() and current_number > run_count
              order by expires_at limit {0} for update skip locked)
            returning id
            """,
            DSL.val(limit))
        .fetch(row -> new SessionId(row.get(0, UUID.class)));
  }

  /**
   * Removes up to {@code limit} deleted sessions of which no run goes on.
   *
   * @return how many
   */
  @AcrossTeams("a duty of the installation")
  public int purge(int limit) {
    return db.resultQuery(
            """
            with gone as (
              delete from session
              where (team_id, id) in (
                select team_id, id from session
                where deleted_at is not null and current_number > run_count
                order by deleted_at limit {0} for update skip locked)
              returning team_id, id),
            said as (
              delete from session_conversation using gone
              where session_conversation.team_id = gone.team_id and session_id = gone.id),
            parts as (
              delete from transcript_part using gone
              where transcript_part.team_id = gone.team_id and session_id = gone.id),
            archives as (
              delete from session_snapshot using gone
              where session_snapshot.team_id = gone.team_id and session_id = gone.id)
            select count(*) from gone
            """,
            DSL.val(limit))
        .fetchSingle(0, Integer.class);
  }
}
