package dev.ccrunner.infra.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ccrunner.infra.ids.TimeOrderedIds;
import dev.ccrunner.key.ApiKeyId;
import dev.ccrunner.run.RunId;
import dev.ccrunner.run.RunOutcome;
import dev.ccrunner.run.RunUsage;
import dev.ccrunner.team.Subject;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collections;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Money for attempts, as PostgreSQL keeps it. */
@Timeout(120)
class BudgetGrantsTest {
  private static final BigDecimal SLICE = usd("0.10");

  private final Database database = new Database();
  private final ApiKeyId key = new ApiKeyId(TimeOrderedIds.next());
  private final Subject ofKey = new Subject(Subject.Kind.KEY, key.value());
  private final Subject ofTeam = Subject.of(database.team);

  @AfterEach
  void close() {
    database.close();
  }

  @Test
  void tellsAClaimWhetherThereIsABudget() {
    assertThat(claimed().budgeted()).isFalse();

    budget(ofTeam, BudgetPeriod.MONTH, "5");

    assertThat(claimed().budgeted()).isTrue();
  }

  @Test
  void grantsSliceAfterSliceAndCountsThemAsReserved() {
    budget(ofKey, BudgetPeriod.DAY, "0.25");
    var lease = claimed();

    assertThat(ask(lease, "0")).isEqualTo(granted("0.10"));
    assertThat(ask(lease, "0.10")).isEqualTo(granted("0.20"));
    assertReserved(ofKey, BudgetPeriod.DAY, "0.20");
    assertThat(ask(lease, "0.20")).as("what is left").isEqualTo(granted("0.25"));

    assertThat(ask(lease, "0.25"))
        .isInstanceOfSatisfying(
            BudgetAnswer.Refused.class,
            refused -> {
              assertThat(refused.budget().words())
                  .isEqualTo("the day's budget of API key " + ofKey + " (0.25 USD)");
              assertThat(refused.budget().resetsAt()).isAfter(refused.budget().startsAt());
            });
  }

  @Test
  void letsTheTightestOfAllBudgetsDecide() {
    budget(ofKey, BudgetPeriod.DAY, "10");
    budget(ofKey, BudgetPeriod.MONTH, "100");
    budget(ofTeam, BudgetPeriod.DAY, "0.05");
    var lease = claimed();

    assertThat(ask(lease, "0")).isEqualTo(granted("0.05"));
    assertReserved(ofKey, BudgetPeriod.MONTH, "0.05");
    assertThat(ask(lease, "0.05"))
        .isInstanceOfSatisfying(
            BudgetAnswer.Refused.class,
            refused -> assertThat(refused.budget().subject()).isEqualTo(ofTeam));
  }

  @Test
  void countsWhatWasUsedBeyondAGrantAgainstEverybody() {
    budget(ofTeam, BudgetPeriod.DAY, "0.30");
    var greedy = claimed();
    var other = claimed();
    ask(greedy, "0");

    assertThat(ask(greedy, "0.28")).as("its last step cost 0.18 more").isEqualTo(granted("0.30"));

    assertReserved(ofTeam, BudgetPeriod.DAY, "0.30");
    assertThat(ask(other, "0")).isInstanceOf(BudgetAnswer.Refused.class);
  }

  @Test
  void reservesAllThatARunMayCostWhenThereIsSoMuch() {
    budget(ofTeam, BudgetPeriod.DAY, "2.50");
    var bounded = claimed();
    var second = claimed();

    assertThat(database.grants.ask(bounded.key(), usd("0"), SLICE, usd("2")))
        .isEqualTo(granted("0.10"));
    assertReserved(ofTeam, BudgetPeriod.DAY, "2");
    assertThat(database.grants.ask(second.key(), usd("0"), SLICE, usd("2")))
        .as("a slice, since not all of it is there")
        .isEqualTo(granted("0.10"));
    assertReserved(ofTeam, BudgetPeriod.DAY, "2.10");
    assertThat(database.grants.ask(bounded.key(), usd("1.95"), SLICE, usd("2")))
        .as("nothing stops the first one any more")
        .isEqualTo(granted("2.00"));
  }

  @Test
  void settlesWhatWasUsedAndGivesTheRestBack() {
    budget(ofKey, BudgetPeriod.DAY, "1");
    var lease = claimed();
    ask(lease, "0");
    ask(lease, "0.10");

    var end = database.end(lease, usd("0.13"));
    assertThat(database.leases.settle(end)).isTrue();
    assertThat(database.leases.settle(end)).as("said twice").isTrue();

    assertThat(state(ofKey, BudgetPeriod.DAY).spent()).isEqualByComparingTo("0.13");
    assertReserved(ofKey, BudgetPeriod.DAY, "0");
    assertThat(grantRows()).isZero();
  }

  @Test
  void givesBackWhatALostWorkerHeldAndGrantsItNothingMore() {
    budget(ofKey, BudgetPeriod.DAY, "1");
    var lease = claimed();
    database.leases.started(lease.key());
    ask(lease, "0");
    ask(lease, "0.12");
    database.endLeases();

    var lost = database.reaping.takeOver(UUID.randomUUID(), Database.TTL, 10).getFirst();

    assertThat(ask(lease, "0.20")).isEqualTo(new BudgetAnswer.Fenced());
    var end = database.end(lease, null);
    assertThat(
            database.leases.settle(
                Settlement.of(
                    lost.key(),
                    new RunOutcome.Cancelled("lost"),
                    RunUsage.NONE,
                    end.remaining(),
                    end.log())))
        .isTrue();
    assertThat(state(ofKey, BudgetPeriod.DAY).spent())
        .as("what it said last")
        .isEqualByComparingTo("0.12");
    assertReserved(ofKey, BudgetPeriod.DAY, "0");
    assertThat(grantRows()).isZero();
  }

  @Test
  void beginsANewPeriodWithAnEmptyAccountAndChargesTheOldOneFirst() {
    budget(ofKey, BudgetPeriod.DAY, "0.20");
    var lease = claimed();
    ask(lease, "0");
    ask(lease, "0.10");
    aDayPasses();

    assertThat(ask(lease, "0.20")).as("the new day's").isEqualTo(granted("0.30"));
    database.leases.settle(database.end(lease, usd("0.26")));

    assertThat(state(ofKey, BudgetPeriod.DAY).spent()).isEqualByComparingTo("0.06");
    BigDecimal accounted =
        database
            .db
            .resultQuery("select sum(spent_usd + reserved_usd) from budget_account")
            .fetchSingle(0, BigDecimal.class);
    assertThat(accounted).isEqualByComparingTo("0.26");
  }

  @Test
  void countsWhatRunsHaveCostSinceThePeriodBeganWhenABudgetIsSet() {
    database.leases.settle(database.end(claimed(), usd("0.40")));
    var goingOn = claimed();

    budget(ofKey, BudgetPeriod.MONTH, "1");
    assertThat(state(ofKey, BudgetPeriod.MONTH).spent()).isEqualByComparingTo("0.40");
    database.leases.settle(database.end(goingOn, usd("0.50")));

    assertThat(state(ofKey, BudgetPeriod.MONTH).spent()).isEqualByComparingTo("0.90");
    assertThat(state(ofKey, BudgetPeriod.MONTH).remaining()).isEqualByComparingTo("0.10");
  }

  @Test
  void keepsTheAccountOfABudgetThatIsTakenAwayAndSetAgain() {
    budget(ofKey, BudgetPeriod.DAY, "1");
    var lease = claimed();
    ask(lease, "0");

    assertThat(database.budgets.delete(database.team, ofKey, BudgetPeriod.DAY)).isTrue();
    assertThat(database.budgets.delete(database.team, ofKey, BudgetPeriod.DAY)).isFalse();
    assertThat(ask(lease, "0.10")).isEqualTo(granted("0.20"));
    database.leases.settle(database.end(lease, usd("0.15")));
    budget(ofKey, BudgetPeriod.DAY, "1");

    assertThat(state(ofKey, BudgetPeriod.DAY).spent()).isEqualByComparingTo("0.15");
    assertReserved(ofKey, BudgetPeriod.DAY, "0");
  }

  /** Two gateways' and workers' worth of connections would do the same: PostgreSQL decides. */
  @Test
  void neverGrantsMoreThanTheBudgetHasHoweverManyAskAtOnce() throws Exception {
    budget(ofTeam, BudgetPeriod.DAY, "1");
    budget(ofKey, BudgetPeriod.MONTH, "1.50");
    var leases = new ArrayList<RunLease>();
    for (int i = 0; i < 50; i++) {
      leases.add(claimed());
    }
    var totals = new ArrayList<Callable<BigDecimal>>();
    for (var lease : leases) {
      totals.add(() -> {
        var used = BigDecimal.ZERO;
        while (ask(lease, used.toPlainString()) instanceof BudgetAnswer.Granted(var upTo)) {
          used = upTo;
        }
        database.leases.settle(database.end(lease, used));
        return used;
      });
    }
    Collections.shuffle(totals);

    var spent = BigDecimal.ZERO;
    try (var threads = Executors.newFixedThreadPool(16)) {
      for (var total : threads.invokeAll(totals)) {
        spent = spent.add(total.get());
      }
    }

    assertThat(spent).isEqualByComparingTo("1");
    assertThat(state(ofTeam, BudgetPeriod.DAY).spent()).isEqualByComparingTo("1");
    assertThat(state(ofKey, BudgetPeriod.MONTH).spent()).isEqualByComparingTo("1");
    assertReserved(ofTeam, BudgetPeriod.DAY, "0");
    assertReserved(ofKey, BudgetPeriod.MONTH, "0");
    assertThat(grantRows()).isZero();
  }

  /** As if all that stands in the accounts had been yesterday. */
  private void aDayPasses() {
    database.db.execute("update budget_account set starts_at = starts_at - interval '1 day'");
    database.db.execute("update budget_grant set starts_at = starts_at - interval '1 day'");
  }

  private void budget(Subject subject, BudgetPeriod period, String limit) {
    database.budgets.put(database.team, subject, period, usd(limit));
  }

  private Budget state(Subject subject, BudgetPeriod period) {
    return database.budgets.find(database.team, subject, period).orElseThrow();
  }

  private void assertReserved(Subject subject, BudgetPeriod period, String amount) {
    assertThat(state(subject, period).reserved()).isEqualByComparingTo(amount);
  }

  private int grantRows() {
    return database.db.fetchSingle("select count(*) from budget_grant").get(0, Integer.class);
  }

  private RunLease claimed() {
    RunId run = database.queuedBy(key);
    return database.claimed(run);
  }

  private BudgetAnswer ask(RunLease lease, String used) {
    return plain(database.grants.ask(lease.key(), usd(used), SLICE, (@Nullable BigDecimal) null));
  }

  /** Amounts compare with their scale, which means nothing here. */
  private static BudgetAnswer plain(BudgetAnswer answer) {
    return answer instanceof BudgetAnswer.Granted(var upTo)
        ? new BudgetAnswer.Granted(upTo.setScale(2))
        : answer;
  }

  private static BudgetAnswer granted(String upTo) {
    return new BudgetAnswer.Granted(usd(upTo).setScale(2));
  }

  private static BigDecimal usd(String amount) {
    return new BigDecimal(amount);
  }
}
