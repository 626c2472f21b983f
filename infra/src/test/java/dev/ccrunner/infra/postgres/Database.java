package dev.ccrunner.infra.postgres;

import static dev.ccrunner.infra.postgres.generated.Tables.TEAM;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.ccrunner.event.EventType;
import dev.ccrunner.event.LogChecksum;
import dev.ccrunner.event.RunEvent;
import dev.ccrunner.infra.events.LifecycleEvents;
import dev.ccrunner.infra.ids.TimeOrderedIds;
import dev.ccrunner.key.ApiKeyId;
import dev.ccrunner.run.FailureCode;
import dev.ccrunner.run.PermissionMode;
import dev.ccrunner.run.PermissionRules;
import dev.ccrunner.run.RetryPolicy;
import dev.ccrunner.run.RunFailure;
import dev.ccrunner.run.RunId;
import dev.ccrunner.run.RunLimits;
import dev.ccrunner.run.RunOutcome;
import dev.ccrunner.run.RunSpec;
import dev.ccrunner.run.RunUsage;
import dev.ccrunner.run.WorkspaceSpec;
import dev.ccrunner.session.SessionId;
import dev.ccrunner.team.Author;
import dev.ccrunner.team.TeamId;
import dev.ccrunner.testkit.TestServices;
import dev.ccrunner.wire.DispatchBell;
import dev.ccrunner.worker.WorkerId;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.flywaydb.core.Flyway;
import org.jooq.DSLContext;
import org.jooq.SQLDialect;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.jdbc.datasource.TransactionAwareDataSourceProxy;
import org.springframework.transaction.support.TransactionTemplate;

/** A migrated PostgreSQL with one team, and words for what tests do with runs. */
final class Database implements AutoCloseable {
  static final Instant NOON = Instant.parse("2026-11-22T12:00:00Z");
  static final Duration TTL = Duration.ofSeconds(30);

  final TeamId team = new TeamId(TimeOrderedIds.next());
  final DSLContext db;
  final TransactionTemplate transactions;
  final RunLedger ledger;
  final RunLeases leases;
  final LeaseReaping reaping;
  final EventStore events;
  final RunControls controls;
  final QueueExpiry expiry;
  final Outbox outbox;
  final UsageLimits limits;
  final HeldRuns held;
  final Budgets budgets;
  final BudgetGrants grants;
  final UsageLedger usage;
  final SessionLedger sessions;
  final SessionEnds sessionEnds;
  private final HikariDataSource pool;

  Database() {
    var fresh = TestServices.postgres().newDatabase();
    var config = new HikariConfig();
    config.setJdbcUrl(fresh.jdbcUrl());
    config.setUsername(fresh.username());
    config.setPassword(fresh.password());
    pool = new HikariDataSource(config);
    Flyway.configure().dataSource(pool).load().migrate();
    db = DSL.using(new TransactionAwareDataSourceProxy(pool), SQLDialect.POSTGRES);
    transactions = new TransactionTemplate(new DataSourceTransactionManager(pool));
    ledger = new RunLedger(db, transactions);
    leases = new RunLeases(db, transactions);
    reaping = new LeaseReaping(db);
    events = new EventStore(db, transactions);
    controls = new RunControls(db, transactions);
    expiry = new QueueExpiry(db, transactions);
    outbox = new Outbox(db, transactions);
    limits = new UsageLimits(db, transactions);
    held = new HeldRuns(db, transactions);
    budgets = new Budgets(db, transactions);
    grants = new BudgetGrants(db, transactions);
    usage = new UsageLedger(db);
    sessions = new SessionLedger(db);
    sessionEnds = new SessionEnds(db);
    db.insertInto(TEAM).set(TEAM.ID, team.value()).set(TEAM.NAME, "test").execute();
  }

  RunId queued() {
    return queued(Map.of());
  }

  /** A run that was submitted with {@code key}. */
  RunId queuedBy(ApiKeyId key) {
    var run = new RunId(TimeOrderedIds.next());
    ledger.enqueue(
        new NewRun(team, run, spec(), Map.of(), Author.of(key), LifecycleEvents.queued(run, NOON)),
        bell(run));
    return run;
  }

  RunId queued(Map<String, String> labels) {
    var run = new RunId(TimeOrderedIds.next());
    ledger.enqueue(
        new NewRun(
            team,
            run,
            spec(),
            labels,
            Author.of(new ApiKeyId(TimeOrderedIds.next())),
            LifecycleEvents.queued(run, NOON)),
        bell(run));
    return run;
  }

  /** A run that wants to be claimed within {@code expiresAfter}. */
  RunId queuedFor(Duration expiresAfter) {
    var run = new RunId(TimeOrderedIds.next());
    ledger.enqueue(
        new NewRun(
            team,
            run,
            spec(),
            Map.of(),
            Author.of(new ApiKeyId(TimeOrderedIds.next())),
            expiresAfter,
            LifecycleEvents.queued(run, NOON)),
        bell(run));
    return run;
  }

  /** A session without runs. */
  SessionId session() {
    var session = new SessionId(TimeOrderedIds.next());
    sessions.create(
        new NewSession(
            team,
            session,
            null,
            Map.of(),
            Author.of(new ApiKeyId(TimeOrderedIds.next())),
            Duration.ofDays(30),
            UUID.randomUUID(),
            WorkspaceSpec.EMPTY,
            SessionOrigin.NONE));
    return session;
  }

  /** The next run of the session. */
  RunId queuedIn(SessionId session) {
    return queuedIn(session, new ApiKeyId(TimeOrderedIds.next()), null);
  }

  /** The same of a key, and for a time only. */
  RunId queuedIn(SessionId session, ApiKeyId key, @Nullable Duration expiresAfter) {
    var run = new RunId(TimeOrderedIds.next());
    ledger.enqueue(
        new NewRun(
            team,
            run,
            session,
            spec(),
            Map.of(),
            Author.of(key),
            expiresAfter,
            LifecycleEvents.queued(run, NOON)),
        bell(run));
    return run;
  }

  OutboxRecord bell(RunId run) {
    return OutboxRecord.of(new DispatchBell(team, run));
  }

  RunLease claimed(RunId run) {
    return leases.claim(team, run, worker(), TTL, "bwrap").orElseThrow();
  }

  static WorkerId worker() {
    return new WorkerId(TimeOrderedIds.next());
  }

  /** The end of the lease's run; {@code charged} is what it counts in budgets. */
  Settlement end(RunLease lease, @Nullable BigDecimal charged) {
    return charged == null
        ? endKnowing(lease, RunUsage.NONE, null)
        : endUsing(lease, new AttemptUse(new RunUsage(Map.of(), charged), charged, true));
  }

  /** The same after this use. */
  Settlement endUsing(RunLease lease, AttemptUse use) {
    return endKnowing(lease, lease.usedBefore().plus(use.usage()), use);
  }

  private Settlement endKnowing(RunLease lease, RunUsage usage, @Nullable AttemptUse use) {
    var outcome = new RunOutcome.Cancelled("enough");
    var terminal =
        LifecycleEvents.ended(
            lease.key().runId(), lease.lastSeq() + 1, lease.attempt(), NOON, outcome, lease.log());
    db.execute(
        """
        update run set status = 'running'
        where id = {0} and epoch = {1} and lease_owner is not null and status = 'starting'
        """,
        DSL.val(lease.key().runId().value()), DSL.val(lease.key().epoch()));
    return Settlement.of(lease.key(), outcome, usage, List.of(terminal), lease.log().plus(terminal))
        .using(use);
  }

  /** What the reaper does with a lost run that may be tried again. */
  void requeue(LostRun lost) {
    var run = lost.key().runId();
    var note = LifecycleEvents.attemptLost(run, lost.lastSeq() + 1, lost.attempt(), NOON, "queued");
    leases.requeue(
        new Requeueing(lost.key(), List.of(note), lost.log().plus(note), RunUsage.NONE, bell(run)));
  }

  /** What the reaper does with a lost run that may not. */
  void endLost(LostRun lost) {
    var outcome = new RunOutcome.Failed(RunFailure.of(FailureCode.WORKER_LOST, "lost"));
    var terminal =
        LifecycleEvents.ended(
            lost.key().runId(), lost.lastSeq() + 1, lost.attempt(), NOON, outcome, lost.log());
    leases.settle(
        Settlement.of(
            lost.key(), outcome, RunUsage.NONE, List.of(terminal), lost.log().plus(terminal)));
  }

  /** {@code count} further events of the attempt, and what PostgreSQL needs to take them. */
  static EventBatch batch(RunLease lease, int count) {
    var events = new ArrayList<RunEvent>();
    LogChecksum sum = lease.log();
    for (int i = 1; i <= count; i++) {
      var event =
          RunEvent.of(
              lease.key().runId(),
              lease.lastSeq() + i,
              lease.attempt(),
              EventType.LOG,
              NOON,
              "{\"n\":" + i + "}");
      events.add(event);
      sum = sum.plus(event);
    }
    return new EventBatch(lease.key(), events, sum);
  }

  /** Lets the lease of every run end. */
  void endLeases() {
    db.execute(
        "update run set lease_until = now() - interval '1 second' where lease_until is not null");
  }

  /** A spec that uses every field. */
  static RunSpec spec() {
    return new RunSpec(
        "Fix the failing test",
        "sonnet",
        "haiku",
        "high",
        null,
        "Be brief.",
        PermissionMode.ACCEPT_EDITS,
        new PermissionRules(List.of("Read"), List.of("Edit"), List.of("WebFetch")),
        new RunLimits(new BigDecimal("2.00"), 40, Duration.ofMinutes(45), Duration.ofSeconds(90)),
        new RetryPolicy(2, Set.of(FailureCode.WORKER_LOST)),
        Map.of("LEVEL", "debug"));
  }

  @Override
  public void close() {
    pool.close();
  }
}
