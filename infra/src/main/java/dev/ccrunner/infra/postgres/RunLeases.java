package dev.ccrunner.infra.postgres;

import static dev.ccrunner.infra.postgres.generated.Tables.RUN;
import static dev.ccrunner.infra.postgres.generated.Tables.SESSION;

import dev.ccrunner.event.LogChecksum;
import dev.ccrunner.event.RunEvent;
import dev.ccrunner.infra.postgres.generated.tables.records.SessionRecord;
import dev.ccrunner.run.RunId;
import dev.ccrunner.run.RunOutcome;
import dev.ccrunner.run.RunStatus;
import dev.ccrunner.run.RunTransition;
import dev.ccrunner.session.SessionId;
import dev.ccrunner.team.TeamId;
import dev.ccrunner.worker.WorkerId;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jooq.Condition;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.Record;
import org.jooq.TableField;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * The runs of all teams, seen from the side of the workers that carry them out. Every write is
 * fenced by the epoch.
 */
public class RunLeases {
  /** Asked in the statement that ends an attempt, so that most runs cost no further one. */
  private static final Field<Boolean> LIMITED = DSL.field(Places.limited()).as("limited");

  private static final Field<Boolean> BUDGETED = DSL.field(BudgetGrants.concern()).as("budgeted");

  private static final Field<UUID> CONVERSATION = ofSession(SESSION.CLAUDE_SESSION);
  private static final Field<String> WORKSPACE = ofSession(SESSION.WORKSPACE);

  private final DSLContext db;
  private final TransactionTemplate transactions;

  RunLeases(DSLContext db, TransactionTemplate transactions) {
    this.db = db;
    this.transactions = transactions;
  }

  /**
   * Takes the run for {@code worker}, if it is there to be taken. Empty: it is held, ended, held
   * back, expired or unknown, so the bell was stale or rang twice.
   *
   * <p>A run of a session is only there to be taken when no earlier run of the session goes on,
   * whatever was released.
   *
   * <p>One statement, unless a limit of concurrent runs has a say in it: then the run is held back
   * if there is no place for it, and its bell rings again when there is one.
   */
  public Optional<RunLease> claim(
      TeamId team, RunId run, WorkerId worker, Duration ttl, String sandboxLevel) {
    var claimed = claim(team, run, worker, ttl, sandboxLevel, Places.unlimited());
    return claimed.isPresent() || !Places.decideOn(db, team, run)
        ? claimed
        : Objects.requireNonNull(
            transactions.execute(_ -> {
              Places.lock(db, team);
              var withinLimits = claim(team, run, worker, ttl, sandboxLevel, Places.free());
              if (withinLimits.isEmpty()) {
                Places.hold(db, team, run);
              }
              return withinLimits;
            }));
  }

  /**
   * The same, but gives way to a worker that keeps the Claude Code of the run's session. That costs
   * nothing when there is none.
   */
  public ClaimAnswer claimOrGiveWay(
      TeamId team, RunId run, WorkerId worker, Duration ttl, String sandboxLevel) {
    var aliveWithin = Intervals.of(ttl);
    var nobodyElse = SessionStand.keptByNobodyBut(worker, aliveWithin);
    var claimed = claim(team, run, worker, ttl, sandboxLevel, Places.unlimited().and(nobodyElse));
    if (claimed.isEmpty()) {
      var keeper =
          db.select(SessionStand.keeperBut(worker, aliveWithin))
              .from(RUN)
              .where(is(team, run))
              .and(RUN.ATTEMPT.eq(0))
              .and(RUN.STATUS.in(Transitions.from(RunTransition.CLAIM)))
              .and(RUN.RELEASED_AT.isNotNull())
              .fetchOptional(0, UUID.class);
      if (keeper.isPresent()) {
        return new ClaimAnswer.KeptBy(new WorkerId(keeper.get()));
      }
      claimed = claim(team, run, worker, ttl, sandboxLevel);
    }
    return claimed.<ClaimAnswer>map(ClaimAnswer.Taken::new).orElseGet(ClaimAnswer.Nothing::new);
  }

  private Optional<RunLease> claim(
      TeamId team, RunId run, WorkerId worker, Duration ttl, String sandboxLevel, Condition place) {
    return db.update(RUN)
        .set(RUN.STATUS, RunTransition.CLAIM.to().wireName())
        .set(RUN.EPOCH, RUN.EPOCH.plus(1))
        .set(RUN.ATTEMPT, RUN.ATTEMPT.plus(1))
        .set(RUN.LEASE_OWNER, worker.value())
        .set(RUN.LEASE_UNTIL, Intervals.fromNow(ttl))
        .set(RUN.WORKER_ID, worker.value())
        .set(RUN.SANDBOX_LEVEL, sandboxLevel)
        .set(RUN.CLAIMED_AT, DSL.currentOffsetDateTime())
        .set(RUN.STARTED_AT, (OffsetDateTime) null)
        .set(RUN.PLACE_KEPT, false)
        .where(is(team, run))
        .and(place)
        .and(SessionOrder.first())
        .and(RUN.STATUS.in(Transitions.from(RunTransition.CLAIM)))
        .and(RUN.RELEASED_AT.isNotNull())
        .and(
            RUN.ATTEMPT
                .gt(0)
                .or(RUN.EXPIRES_AT.isNull())
                .or(RUN.EXPIRES_AT.gt(DSL.currentOffsetDateTime())))
        .returningResult(
            RUN.EPOCH,
            RUN.ATTEMPT,
            RUN.SPEC,
            RUN.LAST_SEQ,
            RUN.LOG_BYTES,
            RUN.LOG_CRC32,
            RUN.CREATED_AT,
            RUN.CLAIMED_AT,
            RUN.USAGE_BY_MODEL,
            RUN.COST_USD,
            RUN.SESSION_ID,
            RUN.SESSION_NUMBER,
            CONVERSATION,
            WORKSPACE,
            SessionStand.RUN_ID,
            SessionStand.EPOCH,
            BUDGETED)
        .fetchOptional(row ->
            new RunLease(
                new LeaseKey(team, run, row.get(RUN.EPOCH)),
                row.get(RUN.ATTEMPT),
                StoredJson.spec(row.get(RUN.SPEC)),
                row.get(RUN.LAST_SEQ),
                new LogChecksum(row.get(RUN.LOG_BYTES), row.get(RUN.LOG_CRC32)),
                Duration.between(row.get(RUN.CREATED_AT), row.get(RUN.CLAIMED_AT)),
                RunRows.usage(row.get(RUN.USAGE_BY_MODEL), row.get(RUN.COST_USD)),
                session(team, row),
                row.get(BUDGETED)));
  }

  private static @Nullable LeasedSession session(TeamId team, Record row) {
    return row.get(RUN.SESSION_ID) == null
        ? null
        : new LeasedSession(
            new SessionId(row.get(RUN.SESSION_ID)),
            row.get(RUN.SESSION_NUMBER),
            row.get(CONVERSATION),
            StoredJson.workspace(row.get(WORKSPACE)),
            SessionStand.of(team, row));
  }

  /** Notes that the child runs. */
  public Started started(LeaseKey key) {
    int moved =
        db.update(RUN)
            .set(RUN.STATUS, RunTransition.START.to().wireName())
            .set(RUN.STARTED_AT, DSL.currentOffsetDateTime())
            .where(held(key))
            .and(RUN.STATUS.in(Transitions.from(RunTransition.START)))
            .execute();
    if (moved == 1) {
      return Started.YES;
    }
    return db.select(RUN.STATUS)
        .from(RUN)
        .where(held(key))
        .fetchOptional(RUN.STATUS)
        .filter(RunStatus.CANCELLING.wireName()::equals)
        .map(_ -> Started.CANCELLING)
        .orElse(Started.FENCED);
  }

  /**
   * Renews all leases of a worker in one statement, until {@code ttl} from PostgreSQL's now.
   * Answers those it still holds, and those whose runs it has itself ended or given back while it
   * asked; the others are lost.
   */
  public List<Renewal> renew(Collection<LeaseKey> keys, Duration ttl) {
    var renewed = renewHeld(keys, ttl);
    if (renewed.size() == keys.size()) {
      return renewed;
    }
    var others = new HashSet<>(keys);
    renewed.forEach(renewal -> others.remove(renewal.key()));
    var all = new ArrayList<>(renewed);
    endedByThemselves(others).forEach(key -> all.add(new Renewal(key, null, false)));
    return all;
  }

  /**
   * Those that nobody has taken and nobody holds: whoever else ends an attempt raises the epoch. A
   * statement of its own, since one that had waited for the attempt's end would not see it.
   */
  private List<LeaseKey> endedByThemselves(Collection<LeaseKey> keys) {
    return db.select(RUN.TEAM_ID, RUN.ID, RUN.EPOCH)
        .from(RUN)
        .where(DSL.or(keys.stream().map(RunLeases::held).toList()))
        .and(RUN.LEASE_OWNER.isNull())
        .fetch(row ->
            new LeaseKey(
                new TeamId(row.get(RUN.TEAM_ID)), new RunId(row.get(RUN.ID)), row.get(RUN.EPOCH)));
  }

  private List<Renewal> renewHeld(Collection<LeaseKey> keys, Duration ttl) {
    var teams = keys.stream().map(key -> key.teamId().value()).toArray(UUID[]::new);
    var runs = keys.stream().map(key -> key.runId().value()).toArray(UUID[]::new);
    var epochs = keys.stream().map(LeaseKey::epoch).toArray(Long[]::new);
    return db.resultQuery(
            """
            update run set lease_until = now() + {3}
            from unnest({0}, {1}, {2}) as held (team_id, id, epoch)
            where run.team_id = held.team_id and run.id = held.id and run.epoch = held.epoch
              and run.lease_owner is not null
            returning run.team_id, run.id, run.epoch,
              case when run.cancel_requested_at is not null then coalesce(run.cancel_reason, '') end,
              exists (
                select from run_control control
                where control.team_id = run.team_id and control.run_id = run.id
                  and control.taken_at is null)
            """,
            DSL.val(teams), DSL.val(runs), DSL.val(epochs), Intervals.of(ttl))
        .fetch(row ->
            new Renewal(
                new LeaseKey(
                    new TeamId(row.get(0, UUID.class)),
                    new RunId(row.get(1, UUID.class)),
                    row.get(2, Long.class)),
                row.get(3, String.class),
                row.get(4, Boolean.class)));
  }

  /**
   * Ends the run: its remaining events, result, usage and status in one transaction.
   *
   * @return false when the run belongs to another attempt; nothing has been written then. Said
   *     twice by the same attempt, the second time is true as well: the first answer may have been
   *     lost on its way.
   */
  public boolean settle(Settlement settlement) {
    return Boolean.TRUE.equals(transactions.execute(_ -> settleNow(settlement)));
  }

  private boolean settleNow(Settlement settlement) {
    var transition = settlement.outcome().transition();
    var terminal = settlement.remaining().getLast();
    var moved =
        db.update(RUN)
            .set(RUN.STATUS, transition.to().wireName())
            .set(RUN.STATUS_REASON, reason(settlement.outcome()))
            .set(RUN.LEASE_OWNER, (UUID) null)
            .set(RUN.LEASE_UNTIL, (OffsetDateTime) null)
            .set(RUN.FINISHED_AT, DSL.currentOffsetDateTime())
            .set(RUN.LAST_SEQ, terminal.seq())
            .set(RUN.LOG_BYTES, settlement.log().bytes())
            .set(RUN.LOG_CRC32, settlement.log().crc32())
            .set(RUN.FAILURE_CODE, failureCode(settlement.outcome()))
            .set(RUN.FAILURE_MESSAGE, failureMessage(settlement.outcome()))
            .set(RUN.RESULT_TEXT, settlement.result().text())
            .set(RUN.RESULT_STRUCTURED, settlement.result().structuredJson())
            .set(RUN.NUM_TURNS, settlement.result().numTurns())
            .set(RUN.PERMISSION_DENIALS, settlement.result().permissionDenialsJson())
            .set(RUN.USAGE_BY_MODEL, StoredJson.usage(settlement.usage().byModel()))
            .set(RUN.COST_USD, settlement.usage().costUsd())
            .set(RUN.GIT, settlement.outputs().gitJson())
            .set(RUN.CHECKS, settlement.outputs().checksJson())
            .set(RUN.ARTIFACTS_COUNT, settlement.outputs().artifacts())
            .set(RUN.WARM_UNTIL, warmUntil(settlement))
            .where(held(settlement.key()))
            .and(RUN.STATUS.in(Transitions.from(transition)))
            .returningResult(LIMITED, BUDGETED, RUN.SESSION_ID, RUN.SESSION_NUMBER)
            .fetchOptional();
    if (moved.isEmpty()) {
      return db.fetchExists(RUN, held(settlement.key()), RUN.STATUS.eq(transition.to().wireName()));
    }
    keep(settlement.key(), settlement.remaining(), settlement.use());
    StoredOutputs.insert(
        db, settlement.key().teamId(), settlement.key().runId(), settlement.outputs().outputs());
    closeGrants(settlement.key(), moved.get(), settlement.use());
    if (moved.get().get(RUN.SESSION_ID) != null) {
      leave(settlement, moved.get());
    }
    givePlaceBack(settlement.key(), moved.get());
    return true;
  }

  private static Field<OffsetDateTime> warmUntil(Settlement settlement) {
    var keptFor = settlement.keptFor();
    return keptFor == null
        ? DSL.val((OffsetDateTime) null, OffsetDateTime.class)
        : Intervals.fromNow(keptFor);
  }

  /**
   * Those of ended attempts at whose end their sessions still stand, open and with no run since
   * that another worker has claimed: if it was this one, it goes on from there.
   */
  public Set<LeaseKey> standing(Collection<LeaseKey> keys) {
    var teams = keys.stream().map(key -> key.teamId().value()).toArray(UUID[]::new);
    var runs = keys.stream().map(key -> key.runId().value()).toArray(UUID[]::new);
    var epochs = keys.stream().map(LeaseKey::epoch).toArray(Long[]::new);
    return Set.copyOf(
        db.resultQuery(
                """
                select run.team_id, run.id, run.epoch
                from unnest({0}, {1}, {2}) as held (team_id, id, epoch)
                join run on run.team_id = held.team_id and run.id = held.id
                  and run.epoch = held.epoch
                join session on session.team_id = run.team_id and session.id = run.session_id
                where session.deleted_at is null and session.archived_at is null
                  and not exists (
                    select from run later
                    where later.team_id = run.team_id and later.session_id = run.session_id
                      and later.session_number > run.session_number and later.attempt > 0
                      and later.worker_id is distinct from run.worker_id)
                """,
                DSL.val(teams), DSL.val(runs), DSL.val(epochs))
            .fetch(row ->
                new LeaseKey(
                    new TeamId(row.get(0, UUID.class)),
                    new RunId(row.get(1, UUID.class)),
                    row.get(2, Long.class))));
  }

  /** What stays of an attempt beside its run: the rest of its log, and its line in the ledger. */
  private void keep(LeaseKey key, List<RunEvent> remaining, @Nullable AttemptUse use) {
    // One statement for both; and before the grants are gone, which say what a lost worker used.
    db.execute(
        "with events as ({0}) {1}",
        EventRows.insertion(db, key.teamId(), remaining), UsageRows.insertion(db, key, use));
  }

  /** In its session it is the next run's turn. Before the places: see the order of locks there. */
  private void leave(Settlement settlement, Record row) {
    var team = settlement.key().teamId();
    var place =
        new SessionPlace(new SessionId(row.get(RUN.SESSION_ID)), row.get(RUN.SESSION_NUMBER));
    SessionTexts.result(db, team, place, settlement.result().text());
    SessionOrder.ended(db, team, place);
  }

  private void closeGrants(LeaseKey key, Record concern, @Nullable AttemptUse use) {
    if (concern.get(BUDGETED)) {
      BudgetGrants.close(db, key, use == null ? null : use.charged());
    }
  }

  private void givePlaceBack(LeaseKey key, Record concern) {
    if (concern.get(LIMITED)) {
      Places.lock(db, key.teamId());
      Places.callHeld(db, key.teamId());
    }
  }

  /**
   * Gives the run back: it waits for its next attempt, with the events of this one and the bell of
   * the next.
   *
   * @return false when the run belongs to another attempt or must not go on; nothing has been
   *     written then. Said twice by the same attempt, the second time is true as well.
   */
  public boolean requeue(Requeueing requeueing) {
    return Boolean.TRUE.equals(transactions.execute(_ -> requeueNow(requeueing)));
  }

  private boolean requeueNow(Requeueing requeueing) {
    var key = requeueing.key();
    var moved =
        db.update(RUN)
            .set(RUN.STATUS, RunTransition.REQUEUE.to().wireName())
            .set(RUN.LEASE_OWNER, (UUID) null)
            .set(RUN.LEASE_UNTIL, (OffsetDateTime) null)
            .set(RUN.RELEASED_AT, DSL.currentOffsetDateTime())
            .set(RUN.LAST_SEQ, requeueing.remaining().getLast().seq())
            .set(RUN.LOG_BYTES, requeueing.log().bytes())
            .set(RUN.LOG_CRC32, requeueing.log().crc32())
            .set(RUN.USAGE_BY_MODEL, StoredJson.usage(requeueing.usage().byModel()))
            .set(RUN.COST_USD, requeueing.usage().costUsd())
            .where(held(key))
            .and(RUN.STATUS.in(Transitions.from(RunTransition.REQUEUE)))
            .returningResult(LIMITED, BUDGETED)
            .fetchOptional();
    if (moved.isEmpty()) {
      return db.fetchExists(RUN, held(key), RUN.STATUS.eq(RunTransition.REQUEUE.to().wireName()));
    }
    RunControls.startOver(db, key);
    keep(key, requeueing.remaining(), requeueing.use());
    Outbox.insertion(db, requeueing.bell()).execute();
    closeGrants(key, moved.get(), requeueing.use());
    givePlaceBack(key, moved.get());
    return true;
  }

  /** Of the run's session; null for a run that stands alone. */
  private static <T> Field<T> ofSession(TableField<SessionRecord, T> field) {
    return DSL.field(
        DSL.select(field)
            .from(SESSION)
            .where(SESSION.TEAM_ID.eq(RUN.TEAM_ID), SESSION.ID.eq(RUN.SESSION_ID)));
  }

  private static @Nullable String reason(RunOutcome outcome) {
    return outcome instanceof RunOutcome.Cancelled(var reason) ? reason : null;
  }

  private static @Nullable String failureCode(RunOutcome outcome) {
    return outcome instanceof RunOutcome.Failed(var failure) ? failure.code().wireName() : null;
  }

  private static @Nullable String failureMessage(RunOutcome outcome) {
    return outcome instanceof RunOutcome.Failed(var failure) ? failure.message() : null;
  }

  private static Condition held(LeaseKey key) {
    return is(key.teamId(), key.runId()).and(RUN.EPOCH.eq(key.epoch()));
  }

  private static Condition is(TeamId team, RunId run) {
    return RUN.TEAM_ID.eq(team.value()).and(RUN.ID.eq(run.value()));
  }
}
