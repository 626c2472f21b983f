package dev.ccrunner.infra.postgres;

import static dev.ccrunner.infra.postgres.generated.Tables.BUDGET;

import dev.ccrunner.team.Subject;
import dev.ccrunner.team.TeamId;
import java.math.BigDecimal;
import java.time.OffsetDateTime;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jooq.DSLContext;
import org.jooq.Record;
import org.jooq.impl.DSL;
import org.springframework.transaction.support.TransactionTemplate;

/** The budgets of teams: what is set, and how much of it is used in the current period. */
public class Budgets {
  private static final String STATE =
      """
      select b.subject_kind, b.subject_id, b.period, b.limit_usd,
        coalesce(account.spent_usd, 0), coalesce(account.reserved_usd, 0),
        date_trunc(b.period, now(), 'UTC'),
        date_add(date_trunc(b.period, now(), 'UTC'), cast('1 ' || b.period as interval), 'UTC')
      from budget b
      left join budget_account account
        on account.team_id = b.team_id and account.subject_id = b.subject_id
          and account.period = b.period
          and account.starts_at = date_trunc(b.period, now(), 'UTC')
      where b.team_id = {0}
      """;

  private final DSLContext db;
  private final TransactionTemplate transactions;

  Budgets(DSLContext db, TransactionTemplate transactions) {
    this.db = db;
    this.transactions = transactions;
  }

  /** All of the team. */
  public List<Budget> all(TeamId team) {
    return db.resultQuery(STATE + "order by b.subject_id, b.period", DSL.val(team.value()))
        .fetch(Budgets::read);
  }

  /** Those that bind what is done for these. */
  public List<Budget> of(TeamId team, Collection<Subject> subjects) {
    return db.resultQuery(
            STATE + "and b.subject_id = any ({1}) order by b.subject_id, b.period",
            DSL.val(team.value()),
            ids(subjects))
        .fetch(Budgets::read);
  }

  /** One of them, or empty when it is not set. */
  public Optional<Budget> find(TeamId team, Subject subject, BudgetPeriod period) {
    return db.resultQuery(
            STATE + "and b.subject_id = {1} and b.subject_kind = {2} and b.period = {3}",
            DSL.val(team.value()),
            DSL.val(subject.id()),
            DSL.val(subject.kind().wireName()),
            DSL.val(period.wireName()))
        .fetchOptional(Budgets::read);
  }

  /**
   * Sets a budget. It binds attempts that are claimed from now on; what runs of this period have
   * cost already counts.
   */
  public void put(TeamId team, Subject subject, BudgetPeriod period, BigDecimal limit) {
    transactions.executeWithoutResult(_ -> {
      boolean there =
          db.update(BUDGET)
                  .set(BUDGET.LIMIT_USD, limit)
                  .set(BUDGET.UPDATED_AT, DSL.currentOffsetDateTime())
                  .where(
                      BUDGET.TEAM_ID.eq(team.value()),
                      BUDGET.SUBJECT_ID.eq(subject.id()),
                      BUDGET.PERIOD.eq(period.wireName()))
                  .execute()
              == 1;
      if (!there) {
        db.insertInto(BUDGET)
            .set(BUDGET.TEAM_ID, team.value())
            .set(BUDGET.SUBJECT_ID, subject.id())
            .set(BUDGET.SUBJECT_KIND, subject.kind().wireName())
            .set(BUDGET.PERIOD, period.wireName())
            .set(BUDGET.LIMIT_USD, limit)
            .onConflictDoNothing()
            .execute();
        countWhatWasSpent(team, subject, period);
      }
    });
  }

  /** A run's id begins with the time of its submission; none lasts longer than two months. */
  private void countWhatWasSpent(TeamId team, Subject subject, BudgetPeriod period) {
    db.execute(
        """
        insert into budget_account as account (team_id, subject_id, period, starts_at, spent_usd)
        select {0}, {1}, {2}, date_trunc({2}, now(), 'UTC'), coalesce(sum(run.cost_usd), 0)
        from run
        where run.team_id = {0} and run.subjects @> array[{1}]
          and run.id >= uuidv7_floor(date_trunc({2}, now(), 'UTC') - interval '2 months')
          and run.finished_at >= date_trunc({2}, now(), 'UTC')
        on conflict (team_id, subject_id, period, starts_at)
          do update set spent_usd = greatest(account.spent_usd, excluded.spent_usd)
        """,
        DSL.val(team.value()), DSL.val(subject.id()), DSL.inline(period.wireName()));
  }

  /** Takes a budget away; answers whether it was there. */
  public boolean delete(TeamId team, Subject subject, BudgetPeriod period) {
    // Its account stays: attempts that go on give back to it what it granted.
    return db.deleteFrom(BUDGET)
            .where(
                BUDGET.TEAM_ID.eq(team.value()),
                BUDGET.SUBJECT_ID.eq(subject.id()),
                BUDGET.SUBJECT_KIND.eq(subject.kind().wireName()),
                BUDGET.PERIOD.eq(period.wireName()))
            .execute()
        == 1;
  }

  private static org.jooq.Field<UUID[]> ids(Collection<Subject> subjects) {
    return DSL.val(subjects.stream().map(Subject::id).toArray(UUID[]::new));
  }

  private static Budget read(Record row) {
    return new Budget(
        new Subject(Subject.Kind.ofWireName(row.get(0, String.class)), row.get(1, UUID.class)),
        BudgetPeriod.ofWireName(row.get(2, String.class)),
        row.get(3, BigDecimal.class),
        row.get(4, BigDecimal.class),
        row.get(5, BigDecimal.class),
        row.get(6, OffsetDateTime.class).toInstant(),
        row.get(7, OffsetDateTime.class).toInstant());
  }
}
