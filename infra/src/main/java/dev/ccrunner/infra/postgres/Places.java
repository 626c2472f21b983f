package dev.ccrunner.infra.postgres;

import static dev.ccrunner.infra.postgres.generated.Tables.RUN;

import dev.ccrunner.run.RunId;
import dev.ccrunner.run.RunStatus;
import dev.ccrunner.team.Subject;
import dev.ccrunner.team.TeamId;
import dev.ccrunner.wire.DispatchBell;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jooq.Condition;
import org.jooq.DSLContext;
import org.jooq.impl.DSL;

/**
 * Places for runs under limits of concurrent runs.
 *
 * <p>Places are counted, not kept in a counter: a run has one while it has a lease, whoever holds
 * it, and while it was called and has not been claimed. So nothing can leak, and a limit that is
 * set or changed counts the runs that are there. Whoever counts in order to take a place, and
 * whoever has given one up and looks for who may have it, holds the team's lock: of the two, the
 * later one sees what the earlier one did. A team without such a limit never comes here.
 *
 * <p>A run that finds no place is held back: it is not released any more, so no bell can start it,
 * and it says which limit it waits for. When a place is free the oldest run that waits for it is
 * called: released, with a place kept for it, so that a run that was submitted later does not take
 * it, and with a bell in the outbox. A dispatcher that decides between teams would do so here.
 */
final class Places {
  /** So many runs are called in one transaction for one limit at most; the rest soon after. */
  private static final int AT_ONCE = 100;

  private static final String LIMITS_OF_RUN =
      """
      from usage_limit l
      where l.team_id = run.team_id and l.subject_id = any (run.subjects)
        and l.concurrent_runs is not null
      """;

  /** The run itself is not counted: a place may have been kept for it. */
  private static final String FULL =
      """
      and l.concurrent_runs <= (
        select count(*) from run other
        where other.team_id = run.team_id and (other.lease_owner is not null or other.place_kept)
          and other.subjects @> array[l.subject_id] and other.id <> run.id)
      """;

  private Places() {}

  /** That a limit exists for one of those the run counts for: a look-up in a small table. */
  static Condition limited() {
    return DSL.condition("exists (select " + LIMITS_OF_RUN + ")");
  }

  /** That no limit exists for the run. */
  static Condition unlimited() {
    return DSL.condition("not exists (select " + LIMITS_OF_RUN + ")");
  }

  /** That there is a place for the run. Exact only with the team's lock. */
  static Condition free() {
    return DSL.condition("not exists (select " + LIMITS_OF_RUN + FULL + ")");
  }

  /**
   * Waits until nobody else decides about places of this team; until the end of the transaction. To
   * be taken after the lock of a run that ends, and before that of any run that waits.
   */
  static void lock(DSLContext db, TeamId team) {
    db.execute(
        "select pg_advisory_xact_lock(hashtextextended({0}, 1))",
        DSL.val("ccr.places." + team.value()));
  }

  /** How many places the runs of the subject take. */
  static int taken(DSLContext db, TeamId team, Subject subject) {
    return db.resultQuery(
            """
            select count(*) from run
            where team_id = {0} and (lease_owner is not null or place_kept)
              and subjects @> array[{1}]
            """,
            DSL.val(team.value()), DSL.val(subject.id()))
        .fetchSingle(0, Integer.class);
  }

  /** Whether the run waits, could be claimed, and a limit has a say in it. */
  static boolean decideOn(DSLContext db, TeamId team, RunId run) {
    return db.fetchExists(
        DSL.selectOne()
            .from(RUN)
            .where(is(team, run))
            .and(RUN.STATUS.eq(RunStatus.QUEUED.wireName()))
            .and(RUN.RELEASED_AT.isNotNull())
            .and(limited()));
  }

  /**
   * Holds the run back if a limit is in its way. With the team's lock, which the caller has taken.
   */
  static void hold(DSLContext db, TeamId team, RunId run) {
    var full = inTheWay(db, team, run);
    if (full.isEmpty()) {
      return;
    }
    boolean hadPlace =
        Boolean.TRUE.equals(
            db.select(RUN.PLACE_KEPT).from(RUN).where(is(team, run)).fetchOne(RUN.PLACE_KEPT));
    int held =
        db.update(RUN)
            .set(RUN.RELEASED_AT, (OffsetDateTime) null)
            .set(RUN.HELD_BY, full.get().subject().id())
            .set(RUN.PLACE_KEPT, false)
            .set(RUN.STATUS_REASON, full.get().reason())
            .where(is(team, run))
            .and(RUN.STATUS.eq(RunStatus.QUEUED.wireName()))
            .execute();
    if (held == 1 && hadPlace) {
      // The limit was lowered; of another limit the run may have kept a place that others can use.
      callHeld(db, team);
    }
  }

  /** A limit without a free place. */
  private record Full(Subject subject, int most) {
    String reason() {
      return "Waits until another run of its %s ends: %d at once is its limit."
          .formatted(subject.kind().words(), most);
    }
  }

  /** The narrowest limit that is in the run's way. */
  private static Optional<Full> inTheWay(DSLContext db, TeamId team, RunId run) {
    return db.resultQuery(
            "select l.subject_kind, l.subject_id, l.concurrent_runs from run, lateral (select l.* "
                + LIMITS_OF_RUN
                + FULL
                + """
                ) l
                where run.team_id = {0} and run.id = {1}
                order by array_position(array['key', 'user', 'team'], cast(l.subject_kind as text)) limit 1
                """,
            DSL.val(team.value()),
            DSL.val(run.value()))
        .fetchOptional(row ->
            new Full(
                new Subject(
                    Subject.Kind.ofWireName(row.get(0, String.class)), row.get(1, UUID.class)),
                row.get(2, Integer.class)));
  }

  /**
   * Calls the runs of the team that are held back and have a place now, the oldest first. With the
   * team's lock.
   */
  static void callHeld(DSLContext db, TeamId team) {
    var limits =
        db.selectDistinct(RUN.HELD_BY)
            .from(RUN)
            .where(RUN.TEAM_ID.eq(team.value()))
            .and(RUN.STATUS.eq(DSL.inline(RunStatus.QUEUED.wireName())))
            .and(RUN.HELD_BY.isNotNull())
            .andNot(SessionOrder.holds())
            .orderBy(RUN.HELD_BY)
            .fetch(RUN.HELD_BY);
    limits.forEach(limit -> callHeldBy(db, team, limit));
  }

  private static void callHeldBy(DSLContext db, TeamId team, UUID limit) {
    for (int looked = 0; looked < AT_ONCE; looked++) {
      var oldest = oldestHeldBy(db, team, limit);
      if (oldest.isEmpty()) {
        return;
      }
      if (call(db, team, oldest.get())) {
        continue;
      }
      if (inTheWay(db, team, oldest.get())
          .filter(full -> full.subject().id().equals(limit))
          .isPresent()) {
        return; // nobody who waits for this limit has a place
      }
      hold(db, team, oldest.get()); // it waits for another limit now
    }
  }

  /** Passes over a run that somebody has locked: it is being cancelled, or is found soon after. */
  private static Optional<RunId> oldestHeldBy(DSLContext db, TeamId team, UUID limit) {
    return db.select(RUN.ID)
        .from(RUN)
        .where(RUN.TEAM_ID.eq(team.value()))
        .and(RUN.STATUS.eq(DSL.inline(RunStatus.QUEUED.wireName())))
        .and(RUN.HELD_BY.eq(limit))
        .orderBy(RUN.ID)
        .limit(1)
        .forUpdate()
        .skipLocked()
        .fetchOptional(row -> new RunId(row.value1()));
  }

  private static boolean call(DSLContext db, TeamId team, RunId run) {
    int called =
        db.update(RUN)
            .set(RUN.RELEASED_AT, DSL.currentOffsetDateTime())
            .set(RUN.HELD_BY, (UUID) null)
            .set(RUN.PLACE_KEPT, true)
            .set(RUN.STATUS_REASON, (String) null)
            .where(is(team, run))
            .and(RUN.STATUS.eq(RunStatus.QUEUED.wireName()))
            .and(free())
            .execute();
    if (called == 0) {
      return false;
    }
    Outbox.insertion(db, OutboxRecord.of(new DispatchBell(team, run))).execute();
    return true;
  }

  /** Teams that have runs that are held back. */
  static List<TeamId> teamsWithHeld(DSLContext db) {
    return db.selectDistinct(RUN.TEAM_ID)
        .from(RUN)
        .where(RUN.STATUS.eq(DSL.inline(RunStatus.QUEUED.wireName())))
        .and(RUN.HELD_BY.isNotNull())
        .andNot(SessionOrder.holds())
        .fetch(row -> new TeamId(row.value1()));
  }

  private static Condition is(TeamId team, RunId run) {
    return RUN.TEAM_ID.eq(team.value()).and(RUN.ID.eq(run.value()));
  }
}
