package dev.ccrunner.infra.postgres;

import static dev.ccrunner.infra.postgres.generated.Tables.RUN;
import static dev.ccrunner.infra.postgres.generated.Tables.SESSION;

import dev.ccrunner.event.LogChecksum;
import dev.ccrunner.run.RunId;
import dev.ccrunner.run.RunOutcome;
import dev.ccrunner.run.RunResult;
import dev.ccrunner.run.RunStatus;
import dev.ccrunner.run.RunTransition;
import dev.ccrunner.run.RunUsage;
import dev.ccrunner.run.WorkspaceSpec;
import dev.ccrunner.session.SessionId;
import dev.ccrunner.team.Subject;
import dev.ccrunner.team.TeamId;
import dev.ccrunner.worker.WorkerId;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jooq.Condition;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.Record;
import org.jooq.SelectJoinStep;
import org.jooq.impl.DSL;
import org.jooq.impl.SQLDataType;
import org.jspecify.annotations.Nullable;
import org.springframework.transaction.support.TransactionTemplate;

/** The runs of all teams, seen from the side of those who submit, read and cancel them. */
public class RunLedger {
  private static final List<String> ENDED =
      Arrays.stream(RunStatus.values())
          .filter(RunStatus::terminal)
          .map(RunStatus::wireName)
          .toList();

  /** An array of UUIDs, which the code generator does not know. */
  private static final Field<UUID[]> SUBJECTS =
      DSL.field(DSL.name("subjects"), SQLDataType.UUID.array());

  private final DSLContext db;
  private final TransactionTemplate transactions;

  RunLedger(DSLContext db, TransactionTemplate transactions) {
    this.db = db;
    this.transactions = transactions;
  }

  /**
   * Writes a run, its first event and its bell; in the caller's transaction, with whatever else
   * must be there if the run is. All in one statement: each more would make every submit wait for
   * one more answer of PostgreSQL.
   *
   * <p>A run of a session whose turn has not come is held back: it has no bell until then, and says
   * why it waits ({@link StoredRun#statusReason()}).
   *
   * @throws SessionRefusedException when its session takes no runs; nothing is written then, and
   *     the caller's transaction must be undone
   */
  public StoredRun enqueue(NewRun run, OutboxRecord bell) {
    var session = run.session();
    return session == null
        ? enqueueAlone(run, bell)
        : Objects.requireNonNull(transactions.execute(_ -> enqueueInSession(run, session, bell)));
  }

  private StoredRun enqueueAlone(NewRun run, OutboxRecord bell) {
    var log = LogChecksum.EMPTY.plus(run.queued());
    var row = columns(run, log);
    row.put(RUN.RELEASED_AT, DSL.currentOffsetDateTime());
    return db.resultQuery(
            """
            with event as ({0} returning seq), bell as ({1} returning id) {2} returning created_at
            """,
            EventRows.insertion(db, run.teamId(), List.of(run.queued())),
            Outbox.insertion(db, bell),
            db.insertInto(RUN).set(row))
        .fetchSingle(
            at -> queued(run, log, null, null, at.get(0, OffsetDateTime.class).toInstant()));
  }

  /**
   * One statement as well. Whose turn it is stands in the session's row, which is locked here: all
   * other rows are seen as they were before the wait for it.
   */
  private StoredRun enqueueInSession(NewRun run, SessionId session, OutboxRecord bell) {
    var log = LogChecksum.EMPTY.plus(run.queued());
    var turn = DSL.field("place.its_turn", Boolean.class);
    var row = columns(run, log);
    row.put(RUN.SESSION_ID, DSL.val(session.value()));
    row.put(RUN.SESSION_NUMBER, DSL.field("place.number", Long.class));
    row.put(RUN.RELEASED_AT, DSL.when(turn, DSL.currentOffsetDateTime()));
    row.put(RUN.HELD_BY, DSL.when(DSL.not(turn), DSL.val(session.value())));
    row.put(RUN.STATUS_REASON, DSL.when(DSL.not(turn), DSL.val(SessionOrder.WAITS)));
    var place = DSL.table(DSL.name("place"));
    return db.resultQuery(
            """
            with place as (
              update session
              set run_count = run_count + 1, last_run_id = {4}, updated_at = now(),
                workspace = case when run_count = 0 then coalesce({7}, workspace) else workspace end,
                expires_at = now() + make_interval(secs => keep_seconds)
              where team_id = {2} and id = {3} and archived_at is null and deleted_at is null
              returning run_count as number, run_count = current_number as its_turn),
            words as (
              insert into session_text (team_id, session_id, number, prompt)
              select {2}, {3}, place.number, {5} from place),
            files as (
              insert into session_file (team_id, session_id, blob_key)
              select {2}, {3}, k from place, unnest({8}) as k where place.number = 1
              on conflict do nothing),
            event as ({0} returning seq),
            bell as ({1} returning id)
            {6} returning created_at, session_number, status_reason
            """,
            EventRows.insertion(db, run.teamId(), List.of(run.queued())),
            Outbox.insertion(db, bell, DSL.selectOne().from(place).where(turn)),
            DSL.val(run.teamId().value()),
            DSL.val(session.value()),
            DSL.val(run.id().value()),
            DSL.val(SessionTexts.kept(run.spec().prompt())),
            db.insertInto(RUN, row.keySet()).select(db.select(row.values()).from(place)),
            DSL.val(brought(run.spec().workspace()), String.class),
            DSL.val(SessionLedger.fileKeys(run.spec().workspace())))
        .fetchOptional(at ->
            queued(
                run,
                log,
                new SessionPlace(session, at.get(1, Long.class)),
                at.get(2, String.class) == null ? null : waits(run.teamId(), run.id()),
                at.get(0, OffsetDateTime.class).toInstant()))
        .orElseThrow(() -> new SessionRefusedException(session, refusal(run.teamId(), session)));
  }

  /** A question of its own: it must see who has ended while the session's row was waited for. */
  private String waits(TeamId team, RunId run) {
    return db.select(SessionOrder.waitsFor())
        .from(RUN)
        .where(is(team, run))
        .fetchOptional(row -> SessionOrder.waits(row.value1()))
        .orElse(SessionOrder.WAITS);
  }

  /** What the first run brings is the session's, whatever becomes of that run. */
  private static @Nullable String brought(WorkspaceSpec workspace) {
    return workspace.git() == null && workspace.files().isEmpty()
        ? null
        : StoredJson.workspace(workspace);
  }

  private SessionRefusedException.Reason refusal(TeamId team, SessionId session) {
    return db.fetchExists(
            SESSION,
            SESSION.TEAM_ID.eq(team.value()),
            SESSION.ID.eq(session.value()),
            SESSION.DELETED_AT.isNull())
        ? SessionRefusedException.Reason.ARCHIVED
        : SessionRefusedException.Reason.UNKNOWN;
  }

  /** What every new run has. */
  private static Map<Field<?>, Field<?>> columns(NewRun run, LogChecksum log) {
    var row = new LinkedHashMap<Field<?>, Field<?>>();
    row.put(RUN.TEAM_ID, DSL.val(run.teamId().value()));
    row.put(RUN.ID, DSL.val(run.id().value()));
    row.put(RUN.STATUS, DSL.val(RunStatus.QUEUED.wireName()));
    row.put(RUN.SPEC, DSL.val(StoredJson.spec(run.spec())));
    row.put(RUN.LABELS, DSL.val(StoredJson.labels(run.labels())));
    row.put(RUN.KEY_ID, DSL.val(Authors.key(run.createdBy()), RUN.KEY_ID));
    row.put(RUN.USER_ID, DSL.val(Authors.user(run.createdBy()), RUN.USER_ID));
    row.put(SUBJECTS, DSL.val(subjects(run)));
    row.put(RUN.EXPIRES_AT, expiry(run));
    row.put(RUN.LAST_SEQ, DSL.val(run.queued().seq()));
    row.put(RUN.LOG_BYTES, DSL.val(log.bytes()));
    row.put(RUN.LOG_CRC32, DSL.val(log.crc32()));
    return row;
  }

  private static UUID[] subjects(NewRun run) {
    return Subject.of(run.teamId(), run.createdBy()).stream().map(Subject::id).toArray(UUID[]::new);
  }

  private static Field<OffsetDateTime> expiry(NewRun run) {
    return run.expiresAfter() == null
        ? DSL.castNull(OffsetDateTime.class)
        : Intervals.fromNow(run.expiresAfter());
  }

  /** What was just written, without reading it all back. */
  private static StoredRun queued(
      NewRun run,
      LogChecksum log,
      @Nullable SessionPlace place,
      @Nullable String reason,
      Instant createdAt) {
    return new StoredRun(
        run.teamId(),
        run.id(),
        place,
        RunStatus.QUEUED,
        reason,
        run.spec(),
        run.labels(),
        run.createdBy(),
        0,
        null,
        null,
        run.queued().seq(),
        log,
        createdAt,
        null,
        null,
        null,
        null,
        RunResult.NONE,
        RunUsage.NONE,
        OutputSummary.NOTHING);
  }

  /** The run, or empty when this team has none of that id. */
  public Optional<StoredRun> find(TeamId team, RunId run) {
    return withWaits().where(is(team, run)).fetchOptional(RunLedger::told);
  }

  /** Up to {@code limit} runs of the team, newest first. */
  public List<StoredRun> list(TeamId team, RunFilter filter, int limit) {
    Condition wanted = RUN.TEAM_ID.eq(team.value());
    if (filter.status() != null) {
      wanted = wanted.and(RUN.STATUS.eq(filter.status().wireName()));
    }
    if (filter.session() != null) {
      wanted = wanted.and(RUN.SESSION_ID.eq(filter.session().value()));
    }
    if (!filter.labels().isEmpty()) {
      wanted =
          wanted.and(
              DSL.condition("{0} @> {1}", RUN.LABELS, DSL.val(StoredJson.labels(filter.labels()))));
    }
    if (filter.createdAfter() != null) {
      wanted = wanted.and(RUN.CREATED_AT.gt(filter.createdAfter().atOffset(ZoneOffset.UTC)));
    }
    if (filter.before() != null) {
      wanted = wanted.and(RUN.ID.lt(filter.before().value()));
    }
    return withWaits().where(wanted).orderBy(RUN.ID.desc()).limit(limit).fetch(RunLedger::told);
  }

  private SelectJoinStep<Record> withWaits() {
    return db.select(RUN.fields()).select(SessionOrder.waitsFor()).from(RUN);
  }

  /** The run; if it waits for another one of its session, it says for which. */
  private static StoredRun told(Record row) {
    var run = row.into(RUN);
    var waitsFor = row.get(SessionOrder.waitsFor());
    if (waitsFor != null) {
      run.setStatusReason(SessionOrder.waits(waitsFor));
    }
    return RunRows.read(run);
  }

  /** How far the run's log is; one cheap look-up by primary key. */
  public Optional<LogState> logState(TeamId team, RunId run) {
    return db.select(RUN.STATUS, RUN.LAST_SEQ)
        .from(RUN)
        .where(is(team, run))
        .fetchOptional(row -> new LogState(RunStatus.ofWireName(row.value1()), row.value2()));
  }

  /** Those of {@code runs} that have ended. */
  public Set<RunId> ended(TeamId team, Collection<RunId> runs) {
    return db.select(RUN.ID)
        .from(RUN)
        .where(
            RUN.TEAM_ID.eq(team.value()),
            RUN.ID.in(runs.stream().map(RunId::value).toList()),
            RUN.STATUS.in(ENDED))
        .fetchSet(row -> new RunId(row.value1()));
  }

  /**
   * How many queued runs of its team are before it; 0 for the next one, and for one that is not
   * queued.
   */
  public int queuePosition(TeamId team, RunId run) {
    return db.fetchCount(
        RUN,
        RUN.TEAM_ID.eq(team.value()),
        RUN.STATUS.eq(RunStatus.QUEUED.wireName()),
        RUN.ID.lt(run.value()));
  }

  /**
   * How many runs are queued, by team; teams without any are not in it. Reads an index that has
   * nothing but the queued ones, from one end to the other.
   */
  @AcrossTeams("the bound on all queues together")
  public Map<TeamId, Integer> queued() {
    return db.select(RUN.TEAM_ID, DSL.count())
        .from(RUN)
        .where(RUN.STATUS.eq(DSL.inline(RunStatus.QUEUED.wireName())))
        .groupBy(RUN.TEAM_ID)
        .fetchMap(row -> new TeamId(row.value1()), row -> row.value2());
  }

  /**
   * Cancels a run that nobody has claimed, or notes the wish for the worker that has. The row is
   * locked meanwhile, so a claim comes either before, and is told, or after, and finds nothing to
   * claim.
   */
  public Cancellation cancel(TeamId team, RunId run, String reason, Instant at) {
    return transactions.execute(_ ->
        db.selectFrom(RUN)
            .where(is(team, run))
            .forUpdate()
            .fetchOptional()
            .map(RunRows::read)
            .map(found -> cancel(found, reason, at))
            .orElseGet(Cancellation.Unknown::new));
  }

  private Cancellation cancel(StoredRun run, String reason, Instant at) {
    if (run.status().terminal()) {
      return new Cancellation.TooLate(run.status());
    }
    if (run.status() == RunStatus.QUEUED) {
      return cancelQueued(run, reason, at);
    }
    if (RunTransition.REQUEST_CANCEL.allowedFrom(run.status())) {
      db.update(RUN)
          .set(RUN.STATUS, RunTransition.REQUEST_CANCEL.to().wireName())
          .set(RUN.CANCEL_REQUESTED_AT, DSL.currentOffsetDateTime())
          .set(RUN.CANCEL_REASON, reason)
          .where(is(run.teamId(), run.id()))
          .execute();
    }
    return new Cancellation.Requested(holder(run));
  }

  private Cancellation cancelQueued(StoredRun run, String reason, Instant at) {
    db.update(RUN)
        .set(RUN.CANCEL_REQUESTED_AT, DSL.currentOffsetDateTime())
        .set(RUN.CANCEL_REASON, reason)
        .set(RUN.STATUS_REASON, reason)
        .where(is(run.teamId(), run.id()))
        .execute();
    var ended = UnclaimedEnd.end(db, run, new RunOutcome.Cancelled(reason), at);
    if (run.session() != null) {
      SessionOrder.ended(db, run.teamId(), run.session());
    }
    return new Cancellation.Done(ended.terminal(), ended.key().epoch());
  }

  private static WorkerId holder(StoredRun run) {
    if (run.workerId() == null) {
      throw new IllegalStateException(
          "Expected run %s in status %s to have a worker, but it has none"
              .formatted(run.id(), run.status()));
    }
    return run.workerId();
  }

  private static Condition is(TeamId team, RunId run) {
    return RUN.TEAM_ID.eq(team.value()).and(RUN.ID.eq(run.value()));
  }
}
