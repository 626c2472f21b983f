package dev.ccrunner.infra.postgres;

import static dev.ccrunner.infra.postgres.generated.Tables.RUN;
import static dev.ccrunner.infra.postgres.generated.Tables.RUN_CONTROL;

import dev.ccrunner.run.MessageId;
import dev.ccrunner.run.RunId;
import dev.ccrunner.run.RunStatus;
import dev.ccrunner.team.Author;
import dev.ccrunner.team.TeamId;
import dev.ccrunner.worker.WorkerId;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import org.jooq.Condition;
import org.jooq.DSLContext;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * What is said to runs while they last. Each is accepted while the run's row is locked, so it comes
 * either before the end of the run or is refused.
 */
public class RunControls {
  private static final String MESSAGE = "message";
  private static final String INTERRUPT = "interrupt";

  /** Where a message still has a conversation to go to. */
  private static final Set<RunStatus> LISTENING =
      EnumSet.of(
          RunStatus.QUEUED,
          RunStatus.STARTING,
          RunStatus.RUNNING,
          RunStatus.WAITING_APPROVAL,
          RunStatus.WAITING_INPUT,
          RunStatus.WAITING_LIMIT);

  /** Where there is a turn to be interrupted. */
  private static final Set<RunStatus> IN_A_TURN =
      EnumSet.of(
          RunStatus.RUNNING,
          RunStatus.WAITING_APPROVAL,
          RunStatus.WAITING_INPUT,
          RunStatus.WAITING_LIMIT);

  private final DSLContext db;
  private final TransactionTemplate transactions;

  RunControls(DSLContext db, TransactionTemplate transactions) {
    this.db = db;
    this.transactions = transactions;
  }

  /**
   * A message into the run's conversation.
   *
   * @param maxWaiting how many messages may wait for the run to hear them, this one among them
   */
  public Steering message(
      TeamId team, RunId run, MessageId message, String text, Author createdBy, int maxWaiting) {
    return whenIn(
        LISTENING,
        team,
        run,
        holder -> {
          int waiting = db.fetchCount(RUN_CONTROL, untaken(team, run, MESSAGE));
          return waiting >= maxWaiting
              ? new Steering.Full(waiting)
              : new Steering.Accepted(
                  insert(team, run, message.value(), MESSAGE, text, createdBy), holder);
        });
  }

  /** The wish that the run's turn ends; said twice before the worker has heard it, it is one. */
  public Steering interrupt(TeamId team, RunId run, UUID id, Author createdBy) {
    return whenIn(
        IN_A_TURN,
        team,
        run,
        holder -> {
          var earlier =
              db.select(RUN_CONTROL.CREATED_AT)
                  .from(RUN_CONTROL)
                  .where(untaken(team, run, INTERRUPT))
                  .limit(1)
                  .fetchOptional(RUN_CONTROL.CREATED_AT);
          return new Steering.Accepted(
              earlier
                  .map(OffsetDateTime::toInstant)
                  .orElseGet(() -> insert(team, run, id, INTERRUPT, null, createdBy)),
              holder);
        });
  }

  /** {@code act} gets the worker that holds the run; the run's row stays locked meanwhile. */
  private Steering whenIn(
      Set<RunStatus> where, TeamId team, RunId run, Function<@Nullable WorkerId, Steering> act) {
    return transactions.execute(_ -> {
      var found =
          db.select(RUN.STATUS, RUN.WORKER_ID, RUN.LEASE_OWNER)
              .from(RUN)
              .where(RUN.TEAM_ID.eq(team.value()), RUN.ID.eq(run.value()))
              .forUpdate()
              .fetchOne();
      if (found == null) {
        return new Steering.Unknown();
      }
      var status = RunStatus.ofWireName(found.value1());
      if (!where.contains(status)) {
        return new Steering.NotNow(status);
      }
      boolean held = found.value3() != null && found.value3().equals(found.value2());
      return act.apply(held ? new WorkerId(found.value2()) : null);
    });
  }

  private static Condition untaken(TeamId team, RunId run, String kind) {
    return RUN_CONTROL
        .TEAM_ID
        .eq(team.value())
        .and(RUN_CONTROL.RUN_ID.eq(run.value()))
        .and(RUN_CONTROL.KIND.eq(kind))
        .and(RUN_CONTROL.TAKEN_AT.isNull());
  }

  private Instant insert(
      TeamId team, RunId run, UUID id, String kind, @Nullable String body, Author createdBy) {
    return db.insertInto(RUN_CONTROL)
        .set(RUN_CONTROL.TEAM_ID, team.value())
        .set(RUN_CONTROL.RUN_ID, run.value())
        .set(RUN_CONTROL.ID, id)
        .set(RUN_CONTROL.KIND, kind)
        .set(RUN_CONTROL.BODY, body)
        .set(RUN_CONTROL.KEY_ID, Authors.key(createdBy))
        .set(RUN_CONTROL.USER_ID, Authors.user(createdBy))
        // Not now(): a transaction that waited for the lock began earlier than the one it waited
        // for.
        .set(RUN_CONTROL.CREATED_AT, DSL.field("clock_timestamp()", OffsetDateTime.class))
        .returningResult(RUN_CONTROL.CREATED_AT)
        .fetchSingle(RUN_CONTROL.CREATED_AT)
        .toInstant();
  }

  /**
   * Takes what was said to the run since the last time, in order; nothing when {@code key} no
   * longer holds it. The run's row is locked when there is something, so that a reaper that lets
   * the run start over comes before or after.
   *
   * @param again take also what was taken before: the answer to an earlier taking may have been
   *     lost on its way
   */
  public List<RunControl> take(LeaseKey key, boolean again) {
    return db.resultQuery(
            """
            with held as materialized (
              select id from run
              where team_id = {0} and id = {1} and epoch = {2} and lease_owner is not null
                and exists (
                  select from run_control
                  where team_id = {0} and run_id = {1} and (taken_at is null or {3}))
              for share),
            taken as (
              update run_control set taken_at = now()
              where team_id = {0} and run_id in (select id from held) and (taken_at is null or {3})
              returning id, kind, body, created_at)
            select id, kind, body from taken order by created_at, id
            """,
            DSL.val(key.teamId().value()),
            DSL.val(key.runId().value()),
            DSL.val(key.epoch()),
            DSL.inline(again))
        .fetch(row -> {
          var id = row.get(0, UUID.class);
          return row.get(1, String.class).equals(MESSAGE)
              ? new RunControl.Message(new MessageId(id), row.get(2, String.class))
              : new RunControl.Interrupt(id);
        });
  }

  /**
   * The run begins its conversation anew: its messages are to be said again, and the turns that
   * were to end are gone. In the transaction of what makes it begin.
   */
  static void startOver(DSLContext db, LeaseKey key) {
    var ofRun =
        RUN_CONTROL
            .TEAM_ID
            .eq(key.teamId().value())
            .and(RUN_CONTROL.RUN_ID.eq(key.runId().value()));
    db.deleteFrom(RUN_CONTROL).where(ofRun, RUN_CONTROL.KIND.eq(INTERRUPT)).execute();
    db.update(RUN_CONTROL)
        .set(RUN_CONTROL.TAKEN_AT, (OffsetDateTime) null)
        .where(ofRun, RUN_CONTROL.TAKEN_AT.isNotNull())
        .execute();
  }
}
