package dev.ccrunner.infra.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ccrunner.infra.events.LifecycleEvents;
import dev.ccrunner.infra.ids.TimeOrderedIds;
import dev.ccrunner.infra.postgres.UsageDimension.Label;
import dev.ccrunner.infra.postgres.UsageDimension.Plain;
import dev.ccrunner.key.ApiKeyId;
import dev.ccrunner.run.ModelUse;
import dev.ccrunner.run.RunId;
import dev.ccrunner.run.RunUsage;
import dev.ccrunner.run.TokenUsage;
import dev.ccrunner.team.Subject;
import dev.ccrunner.team.TeamId;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What runs have used, as PostgreSQL keeps it and adds it up. */
@Timeout(120)
class UsageLedgerTest {
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final LocalDate DAY = LocalDate.parse("2026-03-31");

  private final Database database = new Database();

  @AfterEach
  void close() {
    database.close();
  }

  @Test
  void addsUpToWhatTheRunItselfReports() {
    var lease = started(database.queued());
    settle(lease, used(Map.of("opus", use(1, "0.12345678"), "haiku", use(10, "0.01"))));

    var run = database.ledger.find(database.team, lease.key().runId()).orElseThrow();
    var total = total(everything());
    assertThat(total.tokens()).isEqualTo(run.usage().total());
    assertThat(total.costUsd()).isEqualByComparingTo("0.13345678");
    assertThat(total.costComplete()).isTrue();
    assertThat(total.runs()).isEqualTo(1);
    assertThat(total.attempts()).isEqualTo(1);
    assertThat(run.startedAt()).isNotNull();
    assertThat(run.finishedAt()).isNotNull();
    assertThat(total.runMillis())
        .isBetween(5_000L, 60_000L)
        .isCloseTo(
            Duration.between(run.startedAt(), run.finishedAt()).toMillis(),
            org.assertj.core.api.Assertions.within(1L));
  }

  @Test
  void keepsCostsOfModelsApartAndTimeOutOfThem() {
    var lease = started(database.queued());
    settle(lease, used(Map.of("opus", use(1, "0.5"), "haiku", use(10, "0.01"))));

    var rows = sums(everything(), Plain.MODEL);

    assertThat(rows).extracting(row -> row.group().getFirst()).containsExactly("", "haiku", "opus");
    assertThat(rows.get(0).runMillis()).isPositive();
    assertThat(rows.get(0).tokens()).isEqualTo(TokenUsage.NONE);
    assertThat(rows.get(0).costUsd()).isEqualByComparingTo("0");
    assertThat(rows.get(1).runMillis()).as("not divided among models").isNull();
    assertThat(rows.get(1).costUsd()).isEqualByComparingTo("0.01");
    assertThat(rows.get(1).tokens()).isEqualTo(use(10, null).tokens());
    assertThat(rows).allSatisfy(row -> assertThat(row.attempts()).isEqualTo(1));
  }

  @Test
  void countsWhatEachAttemptUsed() {
    var run = database.queued();
    var first = started(run);
    var one = used(Map.of("opus", use(1, "0.5")));
    requeue(first.key(), first, one.usage(), one);
    settle(started(run), used(Map.of("opus", use(10, "0.25"), "haiku", use(100, "0.01"))));

    var total = total(everything());

    assertThat(total.runs()).isEqualTo(1);
    assertThat(total.attempts()).isEqualTo(2);
    assertThat(total.costUsd()).isEqualByComparingTo("0.76");
    var stored = database.ledger.find(database.team, run).orElseThrow();
    assertThat(total.tokens()).isEqualTo(stored.usage().total());
    assertThat(stored.usage().costUsd()).isEqualByComparingTo("0.76");
    assertThat(sums(everything(), Plain.MODEL))
        .extracting(UsageSum::attempts)
        .containsExactly(2L, 1L, 2L);
  }

  @Test
  void countsAnEndThatIsSaidTwiceOnce() {
    var lease = started(database.queued());
    var end = database.endUsing(lease, used(Map.of("opus", use(1, "0.5"))));

    assertThat(database.leases.settle(end)).isTrue();
    assertThat(database.leases.settle(end)).isTrue();

    assertThat(total(everything()).costUsd()).isEqualByComparingTo("0.5");
  }

  @Test
  void saysWhatHasNoPrice() {
    settle(started(database.queued()), used(Map.of("opus", use(1, "0.5"), "own", use(10, null))));

    var total = total(everything());
    assertThat(total.costUsd()).isEqualByComparingTo("0.5");
    assertThat(total.costComplete()).isFalse();
    assertThat(total.unpricedTokens()).isEqualTo(10 + 20 + 30 + 40);
    assertThat(total.incompleteAttempts()).isZero();
    var own = sums(everything(), Plain.MODEL).get(2);
    assertThat(own.group()).containsExactly("own");
    assertThat(own.costUsd()).as("not zero").isNull();
    assertThat(own.costComplete()).isFalse();
  }

  @Test
  void saysThatAnAnswerCouldNotBeRead() {
    var use = used(Map.of("opus", use(1, "0.5")));
    settle(started(database.queued()), new AttemptUse(use.usage(), use.charged(), false));

    assertThat(total(everything()).costUsd()).isEqualByComparingTo("0.5");
    assertThat(total(everything()).costComplete()).isFalse();
    assertThat(total(everything()).incompleteAttempts()).isEqualTo(1);
  }

  @Test
  void countsWhatALostWorkerSaidLastAndThatItMayBeMore() {
    database.budgets.put(
        database.team, Subject.of(database.team), BudgetPeriod.DAY, new BigDecimal("5"));
    var asked = started(database.queued());
    var slice = new BigDecimal("0.10");
    database.grants.ask(asked.key(), BigDecimal.ZERO, slice, null);
    database.grants.ask(asked.key(), new BigDecimal("0.12"), slice, null);
    var silent = started(database.queued());
    database.endLeases();

    for (var lost : database.reaping.takeOver(TimeOrderedIds.next(), Database.TTL, 10)) {
      requeue(
          lost.key(),
          lost.key().runId().equals(asked.key().runId()) ? asked : silent,
          RunUsage.NONE,
          null);
    }

    var total = total(everything());
    assertThat(total.costUsd()).isEqualByComparingTo("0.12");
    assertThat(total.costComplete()).isFalse();
    assertThat(total.incompleteAttempts()).isEqualTo(2);
    assertThat(total.unpricedTokens()).isZero();
    var byRun = sums(everything(), Plain.RUN);
    assertThat(byRun.get(1).costUsd()).as("not zero, but unknown").isNull();
  }

  @Test
  void hasNothingOfRunsThatNobodyCarriedOut() {
    var run = database.queued();
    var _ = database.ledger.cancel(database.team, run, "enough", Database.NOON);

    var total = total(everything());

    assertThat(total)
        .isEqualTo(new UsageSum(List.of(), 0, 0, TokenUsage.NONE, BigDecimal.ZERO, true, 0, 0, 0L));
    assertThat(sums(everything(), Plain.DAY)).isEmpty();
  }

  @Test
  void letsNoNameOfAModelKeepARunFromEnding() {
    var lease = started(database.queued());
    settle(
        lease,
        used(
            Map.of(
                "",
                use(1, "0.1"),
                "x".repeat(5_000),
                use(1, "0.1"),
                "a\0b",
                use(1, "0.1"),
                "=cmd",
                use(1, "0.1"))));

    assertThat(total(everything()).costUsd()).isEqualByComparingTo("0.4");
    assertThat(sums(everything(), Plain.MODEL))
        .extracting(row -> row.group().getFirst())
        .containsExactly("", "=cmd", "a?b", "unknown", "x".repeat(200));
  }

  @Test
  void groupsByLabelsAndFiltersByThem() {
    settle(started(database.queued(Map.of("project", "a", "ci", "1"))), cost("1"));
    settle(started(database.queued(Map.of("project", "a", "ci", "2"))), cost("2"));
    settle(started(database.queued(Map.of("project", ""))), cost("4"));
    settle(started(database.queued()), cost("8"));

    var byProject = sums(everything(), new Label("project"));

    assertThat(byProject).extracting(row -> row.group().getFirst()).containsExactly("", "=", "=a");
    assertThat(byProject)
        .extracting(UsageSum::costUsd)
        .containsExactly(usd("8"), usd("4"), usd("3"));
    var filter =
        new UsageFilter(
            LocalDate.EPOCH, LocalDate.parse("9999-12-31"), null, null, null, Map.of("ci", "2"));
    assertThat(total(filter).costUsd()).isEqualByComparingTo("2");
  }

  @Test
  void groupsByWhoSubmitted() {
    var key = new ApiKeyId(TimeOrderedIds.next());
    settle(started(database.queuedBy(key)), cost("1"));
    settle(started(database.queued()), cost("2"));

    assertThat(sums(everything(), Plain.KEY)).hasSize(2);
    var ofKey =
        new UsageFilter(LocalDate.EPOCH, LocalDate.parse("9999-12-31"), null, key, null, Map.of());
    assertThat(total(ofKey).costUsd()).isEqualByComparingTo("1");
    assertThat(sums(everything(), Plain.USER))
        .singleElement()
        .satisfies(row -> assertThat(row.group()).containsExactly(""));
  }

  @Test
  void neverCountsAnotherTeam() {
    settle(started(database.queued()), cost("1"));
    var other = new TeamId(TimeOrderedIds.next());
    row(other, DAY, "opus", "100");

    assertThat(total(everything()).costUsd()).isEqualByComparingTo("1");
    assertThat(sums(everything(), Plain.TEAM))
        .singleElement()
        .satisfies(
            row -> assertThat(row.group()).containsExactly(database.team.value().toString()));
    assertThat(
            database.usage.sumsOfAll(
                everything(), new UsageLedger.Page(List.of(Plain.TEAM), null, 10, PATIENCE)))
        .hasSize(2);
  }

  /** Whatever time zone the connection has: one in which it is another day now. */
  @Test
  void beginsDaysInUtc() {
    boolean late = OffsetDateTime.now(ZoneOffset.UTC).getHour() >= 11;
    var lease = started(database.queued());
    database.transactions.executeWithoutResult(_ -> {
      database.db.execute("set local time zone '" + (late ? "Etc/GMT-14" : "Etc/GMT+12") + "'");
      settle(lease, cost("1"));
      assertThat(
              database
                  .db
                  .fetchSingle(
                      "select bool_and(day = (ended_at at time zone 'UTC')::date),"
                          + " bool_and(day <> ended_at::date) from usage_entry")
                  .intoList())
          .containsExactly(true, true);
    });
  }

  @Test
  void includesTheFirstDayAndTheLast() {
    for (int i = -2; i <= 2; i++) {
      row(database.team, DAY.plusDays(i), "opus", "1");
    }

    var days =
        sums(
            new UsageFilter(DAY.minusDays(1), DAY.plusDays(1), null, null, null, Map.of()),
            Plain.DAY);

    assertThat(days)
        .extracting(row -> row.group().getFirst())
        .containsExactly("2026-03-30", "2026-03-31", "2026-04-01");
  }

  @Test
  void givesEveryGroupOnExactlyOnePage() {
    for (int day = 0; day < 4; day++) {
      for (String model : List.of("a", "B", "\u00e9", "b-1", "b_1", "")) {
        row(database.team, DAY.plusDays(day), model, "1");
      }
    }
    for (var by :
        List.<List<UsageDimension>>of(
            List.of(Plain.DAY, Plain.MODEL),
            List.of(Plain.MODEL, Plain.DAY),
            List.of(Plain.RUN, new Label("none"), Plain.USER))) {
      var all = database.usage.sums(database.team, everything(), page(by, null, 1_000));
      assertThat(all).hasSize(24);

      var paged = new ArrayList<UsageSum>();
      List<UsageSum> page;
      do {
        var after = paged.isEmpty() ? null : paged.getLast().group();
        page = database.usage.sums(database.team, everything(), page(by, after, 5));
        paged.addAll(page);
      } while (!page.isEmpty());

      assertThat(paged).isEqualTo(all);
    }
  }

  @Test
  void findsAMonthOfOneTeamAmongManyByItsIndex() {
    database.db.execute(
        """
        insert into usage_entry (team_id, run_id, attempt, model, ended_at, day, run_ms,
          input_tokens, output_tokens, cache_read_input_tokens, cache_creation_input_tokens,
          cost_usd, cost_known)
        select case when n % 20 = 0 then {0} else md5((n % 20)::text)::uuid end, gen_random_uuid(), 1, '',
          now(), date '2026-01-01' + n / 600, 1, 1, 1, 1, 1, 1, true
        from generate_series(1, 200000) as n
        """,
        DSL.val(database.team.value()));
    database.db.execute("analyze usage_entry");
    var march =
        new UsageFilter(
            LocalDate.parse("2026-03-01"),
            LocalDate.parse("2026-03-31"),
            null,
            null,
            null,
            Map.of());
    var query =
        database.usage.query(
            dev.ccrunner.infra.postgres.generated.Tables.USAGE_ENTRY.TEAM_ID.eq(
                database.team.value()),
            march,
            page(List.of(Plain.DAY, Plain.MODEL), null, 1_000));

    var plan = database.db.explain(query).plan();

    assertThat(plan).contains("Index Scan").contains("usage_of_team").doesNotContain("Seq Scan");
    assertThat(sums(march, Plain.DAY)).hasSize(31);
    assertThat(total(march).runs()).isEqualTo(31 * 30);
  }

  private RunLease started(RunId run) {
    var lease = database.claimed(run);
    assertThat(database.leases.started(lease.key())).isEqualTo(Started.YES);
    database.db.execute(
        "update run set started_at = now() - interval '5 seconds' where id = {0}",
        DSL.val(run.value()));
    return lease;
  }

  private void settle(RunLease lease, AttemptUse use) {
    assertThat(database.leases.settle(database.endUsing(lease, use))).isTrue();
  }

  private void requeue(LeaseKey key, RunLease lease, RunUsage usage, @Nullable AttemptUse use) {
    var note =
        LifecycleEvents.attemptLost(
            key.runId(), lease.lastSeq() + 1, lease.attempt(), Database.NOON, "queued");
    assertThat(
            database.leases.requeue(
                new Requeueing(
                    key,
                    List.of(note),
                    lease.log().plus(note),
                    usage,
                    database.bell(key.runId()),
                    use)))
        .isTrue();
  }

  private void row(TeamId team, LocalDate day, String model, String cost) {
    database.db.execute(
        """
        insert into usage_entry (team_id, run_id, attempt, model, ended_at, day, run_ms,
          input_tokens, output_tokens, cache_read_input_tokens, cache_creation_input_tokens,
          cost_usd, cost_known)
        values ({0}, {1}, 1, {2}, {3}::timestamptz, {3}, 1, 1, 1, 1, 1, {4}, true)
        """,
        DSL.val(team.value()),
        DSL.val(TimeOrderedIds.next()),
        DSL.val(model),
        DSL.val(day),
        DSL.val(usd(cost)));
  }

  private List<UsageSum> sums(UsageFilter filter, UsageDimension... by) {
    return database.usage.sums(database.team, filter, page(List.of(by), null, 1_000));
  }

  private UsageSum total(UsageFilter filter) {
    return database.usage.sums(database.team, filter, UsageLedger.Page.total(PATIENCE)).getFirst();
  }

  private static UsageLedger.Page page(
      List<UsageDimension> by, @Nullable List<String> after, int limit) {
    return new UsageLedger.Page(by, after, limit, PATIENCE);
  }

  private static UsageFilter everything() {
    return new UsageFilter(
        LocalDate.EPOCH, LocalDate.parse("9999-12-31"), null, null, null, Map.of());
  }

  private static AttemptUse cost(String usd) {
    return used(Map.of("opus", use(1, usd)));
  }

  private static AttemptUse used(Map<String, ModelUse> byModel) {
    return new AttemptUse(RunUsage.of(byModel), BigDecimal.ONE, true);
  }

  private static ModelUse use(long tokens, @Nullable String usd) {
    return new ModelUse(
        new TokenUsage(tokens, 2 * tokens, 3 * tokens, 4 * tokens), usd == null ? null : usd(usd));
  }

  private static BigDecimal usd(String amount) {
    return new BigDecimal(amount).setScale(8);
  }
}
