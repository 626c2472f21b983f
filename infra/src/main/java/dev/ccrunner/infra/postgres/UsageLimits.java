package dev.ccrunner.infra.postgres;

import static dev.ccrunner.infra.postgres.generated.Tables.USAGE_LIMIT;

import dev.ccrunner.infra.postgres.generated.tables.records.UsageLimitRecord;
import dev.ccrunner.team.Subject;
import dev.ccrunner.team.TeamId;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.jooq.Condition;
import org.jooq.DSLContext;
import org.jooq.impl.DSL;
import org.springframework.transaction.support.TransactionTemplate;

/** The limits that were set for keys, people and teams, and how much of them is used. */
public class UsageLimits {
  private final DSLContext db;
  private final TransactionTemplate transactions;

  UsageLimits(DSLContext db, TransactionTemplate transactions) {
    this.db = db;
    this.transactions = transactions;
  }

  /** What is set for one of them. */
  public Optional<UsageLimit> find(TeamId team, Subject subject) {
    return of(team, List.of(subject)).stream().findFirst();
  }

  /** What is set for any of them; those for which nothing is are not in it. */
  public List<UsageLimit> of(TeamId team, Collection<Subject> subjects) {
    return db.selectFrom(USAGE_LIMIT)
        .where(
            USAGE_LIMIT.TEAM_ID.eq(team.value()),
            USAGE_LIMIT.SUBJECT_ID.in(subjects.stream().map(Subject::id).toList()))
        .orderBy(USAGE_LIMIT.SUBJECT_ID)
        .fetch(UsageLimits::read);
  }

  /** All that are set in the team, in the order of their subjects. */
  public List<UsageLimit> all(TeamId team) {
    return db.selectFrom(USAGE_LIMIT)
        .where(USAGE_LIMIT.TEAM_ID.eq(team.value()))
        .orderBy(USAGE_LIMIT.SUBJECT_ID)
        .fetch(UsageLimits::read);
  }

  /** Sets all of the subject's limits at once; runs for which there is a place now are called. */
  public void put(TeamId team, UsageLimit limit) {
    transactions.executeWithoutResult(_ -> {
      Places.lock(db, team);
      var row = db.newRecord(USAGE_LIMIT);
      row.setTeamId(team.value());
      row.setSubjectId(limit.subject().id());
      row.setSubjectKind(limit.subject().kind().wireName());
      row.setRequestsPerMinute(limit.requestsPerMinute());
      row.setSubmitsPerMinute(limit.submitsPerMinute());
      row.setQueuedRuns(limit.queuedRuns());
      row.setConcurrentRuns(limit.concurrentRuns());
      db.insertInto(USAGE_LIMIT)
          .set(row)
          .onDuplicateKeyUpdate()
          .set(row)
          .set(USAGE_LIMIT.UPDATED_AT, DSL.currentOffsetDateTime())
          .execute();
      Places.callHeld(db, team);
    });
  }

  /** Forgets the subject's limits; answers whether there were any. */
  public boolean delete(TeamId team, Subject subject) {
    return Boolean.TRUE.equals(
        transactions.execute(_ -> {
          Places.lock(db, team);
          int deleted = db.deleteFrom(USAGE_LIMIT).where(is(team, subject)).execute();
          Places.callHeld(db, team);
          return deleted == 1;
        }));
  }

  /**
   * How many runs of the subject wait in the queue; those that count for nobody but it are few, so
   * counting them is cheap. To be exact while others submit, after {@link #lockQueue}.
   */
  public int queuedRuns(TeamId team, Subject subject) {
    return db.resultQuery(
            """
            select count(*) from run
            where team_id = {0} and status = 'queued' and subjects @> array[{1}]
            """,
            DSL.val(team.value()), DSL.val(subject.id()))
        .fetchSingle(0, Integer.class);
  }

  /** How many runs of the subject workers carry out, or are about to. */
  public int concurrentRuns(TeamId team, Subject subject) {
    return Places.taken(db, team, subject);
  }

  /**
   * Waits until no other submit of the team is between its count of the queue and its own place in
   * it. Until the end of the caller's transaction.
   */
  public void lockQueue(TeamId team) {
    db.execute(
        "select pg_advisory_xact_lock(hashtextextended({0}, 1))",
        DSL.val("ccr.queued-runs." + team.value()));
  }

  private static Condition is(TeamId team, Subject subject) {
    return USAGE_LIMIT
        .TEAM_ID
        .eq(team.value())
        .and(USAGE_LIMIT.SUBJECT_ID.eq(subject.id()))
        .and(USAGE_LIMIT.SUBJECT_KIND.eq(subject.kind().wireName()));
  }

  private static UsageLimit read(UsageLimitRecord row) {
    return new UsageLimit(
        new Subject(Subject.Kind.ofWireName(row.getSubjectKind()), row.getSubjectId()),
        row.getRequestsPerMinute(),
        row.getSubmitsPerMinute(),
        row.getQueuedRuns(),
        row.getConcurrentRuns());
  }
}
