package dev.ccrunner.infra.postgres;

import static dev.ccrunner.infra.postgres.generated.Tables.BUDGET;
import static dev.ccrunner.infra.postgres.generated.Tables.BUDGET_ACCOUNT;
import static dev.ccrunner.infra.postgres.generated.Tables.BUDGET_GRANT;
import static dev.ccrunner.infra.postgres.generated.Tables.RUN;

import dev.ccrunner.run.RunId;
import dev.ccrunner.team.Subject;
import dev.ccrunner.team.TeamId;
import java.math.BigDecimal;
import java.time.OffsetDateTime;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jooq.Condition;
import org.jooq.DSLContext;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Money for attempts, before they spend it. An attempt asks for a slice and asks again when it has
 * used it; what it has been granted counts as reserved until the attempt ends, and then what it has
 * really used counts as spent. Both happen by the epoch of the attempt, and the end in the very
 * transaction that ends it, so nothing is granted to a lost worker and nothing stays reserved.
 *
 * <p>Locks are taken in one order: the run, then its accounts by subject, period and time.
 */
public class BudgetGrants {
  private final DSLContext db;
  private final TransactionTemplate transactions;

  BudgetGrants(DSLContext db, TransactionTemplate transactions) {
    this.db = db;
    this.transactions = transactions;
  }

  /** That a budget is set for one of those the run counts for, or was when it was claimed. */
  static Condition concern() {
    return DSL.condition(
        """
        (exists (
          select from budget b
          where b.team_id = run.team_id and b.subject_id = any (run.subjects))
        or exists (
          select from budget_grant g where g.team_id = run.team_id and g.run_id = run.id))
        """);
  }

  /**
   * More money for the attempt.
   *
   * @param used what it has used until now
   * @param slice what it gets at a time
   * @param most what its run may use by its own limit; null: it has none
   */
  public BudgetAnswer ask(
      LeaseKey key, BigDecimal used, BigDecimal slice, @Nullable BigDecimal most) {
    return Objects.requireNonNull(
        transactions.execute(_ -> {
          if (!lockRun(key)) {
            return new BudgetAnswer.Fenced();
          }
          lockAccounts(key);
          var shares = shares(key);
          if (shares.isEmpty()) {
            // The budget was taken away; a new one is asked after the next slice.
            return new BudgetAnswer.Granted(used.add(slice));
          }
          var asked = new Slice(shares, used);
          var decision = asked.decide(slice, most);
          asked.shares().forEach(share -> reserve(key, share, decision));
          return decision.answer();
        }));
  }

  private boolean lockRun(LeaseKey key) {
    return db.select(RUN.ID)
        .from(RUN)
        .where(
            RUN.TEAM_ID.eq(key.teamId().value()),
            RUN.ID.eq(key.runId().value()),
            RUN.EPOCH.eq(key.epoch()),
            RUN.LEASE_OWNER.isNotNull())
        .forNoKeyUpdate()
        .fetchOptional()
        .isPresent();
  }

  /** An update that changes nothing locks as well, and makes the account of a new period. */
  private void lockAccounts(LeaseKey key) {
    db.execute(
        """
        insert into budget_account as account (team_id, subject_id, period, starts_at)
        select b.team_id, b.subject_id, b.period, date_trunc(b.period, now(), 'UTC')
        from budget b join run on run.team_id = b.team_id and b.subject_id = any (run.subjects)
        where run.team_id = {0} and run.id = {1}
        order by b.subject_id, b.period
        on conflict (team_id, subject_id, period, starts_at)
          do update set spent_usd = account.spent_usd
        """,
        DSL.val(key.teamId().value()), DSL.val(key.runId().value()));
  }

  private List<Slice.Share> shares(LeaseKey key) {
    return db.resultQuery(
            """
            select b.subject_kind, b.subject_id, b.period, b.limit_usd,
              account.spent_usd, account.reserved_usd, account.starts_at,
              date_add(account.starts_at, cast('1 ' || b.period as interval), 'UTC'),
              coalesce((
                select sum(g.amount_usd) from budget_grant g
                where g.team_id = run.team_id and g.run_id = run.id
                  and g.subject_id = b.subject_id and g.period = b.period), 0)
            from run
            join budget b on b.team_id = run.team_id and b.subject_id = any (run.subjects)
            join budget_account account
              on account.team_id = b.team_id and account.subject_id = b.subject_id
                and account.period = b.period
                and account.starts_at = date_trunc(b.period, now(), 'UTC')
            where run.team_id = {0} and run.id = {1}
            order by b.subject_id, b.period
            """,
            DSL.val(key.teamId().value()), DSL.val(key.runId().value()))
        .fetch(row ->
            new Slice.Share(
                new Budget(
                    new Subject(
                        Subject.Kind.ofWireName(row.get(0, String.class)), row.get(1, UUID.class)),
                    BudgetPeriod.ofWireName(row.get(2, String.class)),
                    row.get(3, BigDecimal.class),
                    row.get(4, BigDecimal.class),
                    row.get(5, BigDecimal.class),
                    row.get(6, OffsetDateTime.class).toInstant(),
                    row.get(7, OffsetDateTime.class).toInstant()),
                row.get(8, BigDecimal.class)));
  }

  private void reserve(LeaseKey key, Slice.Share share, Slice.Decision decision) {
    var budget = share.budget();
    var more = share.more(decision);
    var startsAt = budget.startsAt().atOffset(java.time.ZoneOffset.UTC);
    db.update(BUDGET_ACCOUNT)
        .set(BUDGET_ACCOUNT.RESERVED_USD, BUDGET_ACCOUNT.RESERVED_USD.plus(more))
        .where(account(key.teamId(), budget.subject().id(), budget.period().wireName(), startsAt))
        .execute();
    db.insertInto(BUDGET_GRANT)
        .set(BUDGET_GRANT.TEAM_ID, key.teamId().value())
        .set(BUDGET_GRANT.RUN_ID, key.runId().value())
        .set(BUDGET_GRANT.SUBJECT_ID, budget.subject().id())
        .set(BUDGET_GRANT.PERIOD, budget.period().wireName())
        .set(BUDGET_GRANT.STARTS_AT, startsAt)
        .set(BUDGET_GRANT.AMOUNT_USD, more)
        .set(BUDGET_GRANT.USED_USD, decision.used())
        .onDuplicateKeyUpdate()
        .set(BUDGET_GRANT.AMOUNT_USD, BUDGET_GRANT.AMOUNT_USD.plus(more))
        .set(BUDGET_GRANT.USED_USD, decision.used())
        .execute();
  }

  /**
   * The attempt has ended: what it used is spent, and the rest of its grants is given back. In the
   * transaction that ends it, after the run's row is locked.
   *
   * @param used by the attempt; null: its worker is lost, and what it said last has to do
   */
  static void close(DSLContext db, LeaseKey key, @Nullable BigDecimal used) {
    var grants =
        db.deleteFrom(BUDGET_GRANT)
            .where(
                BUDGET_GRANT.TEAM_ID.eq(key.teamId().value()),
                BUDGET_GRANT.RUN_ID.eq(key.runId().value()))
            .returning()
            .fetch(row ->
                new Grant(
                    row.getSubjectId(),
                    row.getPeriod(),
                    row.getStartsAt(),
                    row.getAmountUsd(),
                    row.getUsedUsd()));
    var cost =
        used == null
            ? grants.stream()
                .map(Grant::used)
                .max(Comparator.naturalOrder())
                .orElse(BigDecimal.ZERO)
            : used;
    settled(grants, cost).stream()
        .sorted(Settled.IN_ORDER)
        .forEach(settled -> settle(db, key.teamId(), settled));
    if (cost.signum() > 0) {
      chargeBudgetsThatGrantedNothing(db, key.teamId(), key.runId(), grants, cost);
    }
  }

  /** What one account has granted to an attempt. */
  private record Grant(
      UUID subject, String period, OffsetDateTime startsAt, BigDecimal amount, BigDecimal used) {}

  /** What one account gets back, and what it has to bear. */
  private record Settled(
      UUID subject, String period, OffsetDateTime startsAt, BigDecimal amount, BigDecimal spent) {
    /** PostgreSQL's order of UUIDs is that of their texts; Java's is another. */
    static final Comparator<Settled> IN_ORDER =
        Comparator.comparing((Settled settled) -> settled.subject().toString())
            .thenComparing(Settled::period)
            .thenComparing(Settled::startsAt);
  }

  /**
   * An attempt over midnight used up the old day's grants first; the last one bears what is over.
   */
  private static List<Settled> settled(List<Grant> grants, BigDecimal cost) {
    return grants.stream()
        .collect(Collectors.groupingBy(grant -> grant.subject() + grant.period()))
        .values()
        .stream()
        .flatMap(ofBudget -> {
          var inOrder = ofBudget.stream().sorted(Comparator.comparing(Grant::startsAt)).toList();
          var rest = new BigDecimal[] {cost};
          return inOrder.stream()
              .map(grant -> {
                boolean last = grant.equals(inOrder.getLast());
                var spent = last ? rest[0] : grant.amount().min(rest[0]);
                rest[0] = rest[0].subtract(spent);
                return new Settled(
                    grant.subject(), grant.period(), grant.startsAt(), grant.amount(), spent);
              })
              .toList()
              .stream();
        })
        .toList();
  }

  private static void settle(DSLContext db, TeamId team, Settled settled) {
    db.update(BUDGET_ACCOUNT)
        .set(BUDGET_ACCOUNT.SPENT_USD, BUDGET_ACCOUNT.SPENT_USD.plus(settled.spent()))
        .set(BUDGET_ACCOUNT.RESERVED_USD, BUDGET_ACCOUNT.RESERVED_USD.minus(settled.amount()))
        .where(account(team, settled.subject(), settled.period(), settled.startsAt()))
        .execute();
  }

  /** They were set while the attempt went on. */
  private static void chargeBudgetsThatGrantedNothing(
      DSLContext db, TeamId team, RunId run, List<Grant> grants, BigDecimal cost) {
    var asked = grants.stream().map(grant -> grant.subject() + grant.period()).toList();
    db
        .select(BUDGET.SUBJECT_ID, BUDGET.PERIOD)
        .from(BUDGET)
        .join(RUN)
        .on(RUN.TEAM_ID.eq(BUDGET.TEAM_ID))
        .where(RUN.TEAM_ID.eq(team.value()), RUN.ID.eq(run.value()))
        .and(DSL.condition("{0} = any (run.subjects)", BUDGET.SUBJECT_ID))
        .orderBy(BUDGET.SUBJECT_ID, BUDGET.PERIOD)
        .fetch()
        .stream()
        .filter(budget -> !asked.contains(budget.value1() + budget.value2()))
        .toList()
        .forEach(budget ->
            db.execute(
                """
                insert into budget_account as account
                  (team_id, subject_id, period, starts_at, spent_usd)
                values ({0}, {1}, {2}, date_trunc({2}, now(), 'UTC'), {3})
                on conflict (team_id, subject_id, period, starts_at)
                  do update set spent_usd = account.spent_usd + excluded.spent_usd
                """,
                DSL.val(team.value()),
                DSL.val(budget.value1()),
                DSL.inline(budget.value2()),
                DSL.val(cost)));
  }

  private static Condition account(
      TeamId team, UUID subject, String period, OffsetDateTime startsAt) {
    return BUDGET_ACCOUNT
        .TEAM_ID
        .eq(team.value())
        .and(BUDGET_ACCOUNT.SUBJECT_ID.eq(subject))
        .and(BUDGET_ACCOUNT.PERIOD.eq(period))
        .and(BUDGET_ACCOUNT.STARTS_AT.eq(startsAt));
  }
}
