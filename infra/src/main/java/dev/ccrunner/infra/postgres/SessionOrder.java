package dev.ccrunner.infra.postgres;

import static dev.ccrunner.infra.postgres.generated.Tables.RUN;

import dev.ccrunner.run.RunId;
import dev.ccrunner.session.SessionId;
import dev.ccrunner.team.TeamId;
import dev.ccrunner.wire.DispatchBell;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.jooq.Condition;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;

/**
 * The order of runs in a session: one at a time, in the order in which they were accepted.
 *
 * <p>A submit takes the session's lock, and with it the run's number. Its turn has come if the
 * session's current number is the same; if not, the run is held back: it is not released, so no
 * bell can start it, and {@code held_by} is the session. Whoever ends the run whose turn it is, in
 * whatever way, looks for the first that has not ended, makes its number the current one, and
 * releases it with a bell in the outbox, all in the same transaction. A run that ends before its
 * turn has come is passed over when it would have been its turn. The claim does not rely on any of
 * this: it looks for itself whether an earlier run has not ended.
 *
 * <p>A run that was released is an ordinary run, and may then be held back by a limit of concurrent
 * runs (see {@link Places}); it never comes back here.
 *
 * <p>Locks are taken in this order, so that nobody waits in a circle: the run that ends, its
 * session, the run that is next, the team's places, runs that wait for places. Who holds several
 * runs that end (only {@link QueueExpiry}, and one of them at a time) takes their sessions in the
 * order of their ids. The session of a run is only locked when it is that run's turn: so nobody who
 * holds a run that another one waits for as the next asks for the session that this one has.
 */
final class SessionOrder {
  /** What a run says while it is held back and it is not known by whom. */
  static final String WAITS = "Waits until the runs before it in its session have ended.";

  private static final Field<UUID> WAITS_FOR =
      DSL.field(
              """
              case when run.held_by = run.session_id then (
                select earlier.id from run earlier
                where earlier.team_id = run.team_id and earlier.session_id = run.session_id
                  and earlier.session_number < run.session_number and earlier.finished_at is null
                order by earlier.session_number limit 1) end
              """,
              UUID.class)
          .as("waits_for");

  private SessionOrder() {}

  /** Of a run that is held back: the run of its session whose turn it is. */
  static Field<UUID> waitsFor() {
    return WAITS_FOR;
  }

  /** What a run says while it is held back by that one. */
  static String waits(@Nullable UUID first) {
    return first == null
        ? WAITS
        : "Waits until %s and all others before it in its session have ended."
            .formatted(new RunId(first));
  }

  /**
   * That no earlier run of the run's session goes on; holds for every run that stands alone. Exact
   * without any lock: an earlier run can neither come to be nor begin again.
   */
  static Condition first() {
    return DSL.condition(
        """
        not exists (
          select from run earlier
          where earlier.team_id = run.team_id and earlier.session_id = run.session_id
            and earlier.session_number < run.session_number and earlier.finished_at is null)
        """);
  }

  /** That the run is held back by its session, and not by a limit. */
  static Condition holds() {
    return DSL.condition("coalesce(run.held_by = run.session_id, false)");
  }

  /**
   * The run has ended: if it was its turn, it is the next one's now. In the transaction of its end,
   * which has locked it.
   */
  static void ended(DSLContext db, TeamId team, SessionPlace place) {
    int itsTurn =
        db.execute(
            """
            update session
            set updated_at = now(), expires_at = now() + make_interval(secs => keep_seconds)
            where team_id = {0} and id = {1} and current_number = {2}
            """,
            DSL.val(team.value()), DSL.val(place.session().value()), DSL.val(place.number()));
    if (itsTurn == 1) {
      passOn(db, team, place.session());
    }
  }

  /**
   * A statement of its own, after the one that has locked the session: so it sees what was
   * committed until then, and waits for whoever is just ending the run that would be next.
   */
  private static void passOn(DSLContext db, TeamId team, SessionId session) {
    db.resultQuery(
            """
            with next as materialized (
              select id, session_number from run
              where team_id = {0} and session_id = {1} and finished_at is null
              order by session_number limit 1 for update),
            turn as (
              update session
              set current_number = coalesce((select session_number from next), run_count + 1)
              where team_id = {0} and id = {1})
            update run set released_at = now(), held_by = null, status_reason = null
            from next
            where run.team_id = {0} and run.id = next.id and run.held_by = run.session_id
            returning run.id
            """,
            DSL.val(team.value()), DSL.val(session.value()))
        .fetch(row -> new RunId(row.get(0, UUID.class)))
        .forEach(
            next -> Outbox.insertion(db, OutboxRecord.of(new DispatchBell(team, next))).execute());
  }

  /**
   * Sessions of which a run is held back although none before it goes on. There is none unless
   * something has gone wrong.
   */
  @AcrossTeams("a look at what nobody has noticed")
  static List<Stuck> stuck(DSLContext db) {
    return db.selectDistinct(RUN.TEAM_ID, RUN.SESSION_ID)
        .from(RUN)
        .where(RUN.STATUS.eq(DSL.inline("queued")), RUN.HELD_BY.isNotNull(), holds(), first())
        .fetch(row -> new Stuck(new TeamId(row.value1()), new SessionId(row.value2())));
  }

  /** A session that stands still. */
  record Stuck(TeamId team, SessionId session) {}

  /**
   * Looks whose turn it is, and waits for nobody: it holds no run that ends, so it would be out of
   * the order of locks if it waited.
   */
  static void lookAgain(DSLContext db, Stuck stuck) {
    var team = DSL.val(stuck.team().value());
    var session = DSL.val(stuck.session().value());
    boolean alone =
        Objects.nonNull(
            db.fetchOne(
                "select id from session where team_id = {0} and id = {1} for update skip locked",
                team, session));
    if (!alone) {
      return;
    }
    boolean nextIsFree =
        Objects.nonNull(
            db.fetchOne(
                """
                select id from run where team_id = {0} and id = (
                  select id from run
                  where team_id = {0} and session_id = {1} and finished_at is null
                  order by session_number limit 1)
                for update skip locked
                """,
                team, session));
    if (nextIsFree) {
      passOn(db, stuck.team(), stuck.session());
    }
  }
}
