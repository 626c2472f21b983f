package dev.ccrunner.worker.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.ccrunner.infra.events.LifecycleEvents;
import dev.ccrunner.infra.ids.TimeOrderedIds;
import dev.ccrunner.infra.postgres.AttemptUse;
import dev.ccrunner.infra.postgres.Budget;
import dev.ccrunner.infra.postgres.BudgetGrants;
import dev.ccrunner.infra.postgres.BudgetPeriod;
import dev.ccrunner.infra.postgres.Budgets;
import dev.ccrunner.infra.postgres.NewRun;
import dev.ccrunner.infra.postgres.OutboxRecord;
import dev.ccrunner.infra.postgres.PostgresConfiguration;
import dev.ccrunner.infra.postgres.RunLease;
import dev.ccrunner.infra.postgres.RunLeases;
import dev.ccrunner.infra.postgres.RunLedger;
import dev.ccrunner.infra.postgres.Settlement;
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
import dev.ccrunner.team.Author;
import dev.ccrunner.team.Subject;
import dev.ccrunner.team.TeamId;
import dev.ccrunner.testkit.TestDatabase;
import dev.ccrunner.testkit.TestServices;
import dev.ccrunner.wire.DispatchBell;
import dev.ccrunner.worker.WorkerId;
import dev.ccrunner.worker.budget.BudgetSettings;
import dev.ccrunner.worker.budget.RunBudgets;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import org.eclipse.jetty.client.HttpClient;
import org.eclipse.jetty.client.StringRequestContent;
import org.eclipse.jetty.io.Transport;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * Runs of several workers that share a budget: real brokers, a real PostgreSQL, and a provider that
 * charges 4 cents a call.
 */
@Timeout(180)
class SharedBudgetTest {
  private static final int RUNS = 50;
  private static final int BROKERS = 4;
  private static final BigDecimal STEP = usd("0.04");

  /** A thousandth of a dollar for a thousand tokens in, five for a thousand out. */
  private static final String ANSWER =
      """
      {"type":"message","model":"claude-haiku-4-5","usage":{"input_tokens":10000,"output_tokens":6000}}\
      """;

  @TempDir Path folder;

  private final TestDatabase database = TestServices.postgres().newDatabase();
  private final TeamId team = new TeamId(TimeOrderedIds.next());
  private final List<ConfigurableApplicationContext> workers = new ArrayList<>();
  private final List<ModelBroker> brokers = new ArrayList<>();
  private final HttpClient http = new HttpClient();
  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private final ScriptedProvider provider;

  SharedBudgetTest() throws IOException {
    provider = new ScriptedProvider();
  }

  @Configuration(proxyBeanMethods = false)
  @EnableAutoConfiguration
  @Import(PostgresConfiguration.class)
  static class Stores {}

  @BeforeEach
  void start() throws Exception {
    provider.answers(ScriptedProvider.json(200, ANSWER));
    for (int i = 0; i < BROKERS; i++) {
      workers.add(
          new SpringApplicationBuilder(Stores.class)
              .web(WebApplicationType.NONE)
              .properties("spring.config.name=none")
              .run(
                  "--spring.datasource.url=" + database.jdbcUrl(),
                  "--spring.datasource.username=" + database.username(),
                  "--spring.datasource.password=" + database.password(),
                  "--spring.datasource.hikari.maximum-pool-size=4"));
      var broker =
          new ModelBroker(
              BrokerUnderTest.settings(provider.url()),
              Files.createDirectory(folder.resolve("b" + i)),
              registry,
              Clock.systemUTC());
      broker.start();
      brokers.add(broker);
    }
    http.setMaxConnectionsPerDestination(300);
    http.start();
    bean(0, JdbcTemplate.class)
        .update("insert into team (id, name) values (?, 'test')", team.value());
  }

  @AfterEach
  void stop() throws Exception {
    http.stop();
    for (var broker : brokers) {
      broker.close();
    }
    workers.forEach(ConfigurableApplicationContext::close);
    provider.close();
  }

  @Test
  void overspendABudgetByNothingButTheirLastSteps() throws Exception {
    budget("1");

    var spent = carryOut(RUNS, usd("0.10"), null);

    var started = spent.stream().filter(cost -> cost.signum() > 0).count();
    var total = total(spent);
    assertThat(total).isBetween(usd("1"), usd("1").add(STEP.multiply(usd("10"))));
    assertThat(started).as("a slice each, and perhaps what others gave back").isBetween(10L, 25L);
    assertSettled(total);
    assertThat(provider.received()).hasSize(total.divide(STEP).intValueExact());
  }

  /** With slices smaller than a step there are more runs that are going when the money is gone. */
  @Test
  void overspendItByOneStepOfEachRunThatWasGoingHoweverSmallTheSlices() throws Exception {
    budget("1");

    var spent = carryOut(RUNS, usd("0.01"), null);

    var total = total(spent);
    assertThat(total).isBetween(usd("1"), usd("1").add(STEP.multiply(usd("50"))));
    assertSettled(total);
  }

  @Test
  void letThoseFinishWhoseWholeLimitWasReserved() throws Exception {
    budget("1");

    var spent = carryOut(RUNS, usd("0.10"), usd("0.20"));

    assertThat(spent.stream().filter(cost -> cost.compareTo(usd("0.20")) >= 0).count())
        .as("0.20 each for five of them")
        .isGreaterThanOrEqualTo(5);
    assertThat(total(spent)).isLessThanOrEqualTo(usd("1").add(STEP.multiply(usd("10"))));
    assertSettled(total(spent));
  }

  @Test
  void askPostgresOnceASliceAndNotOnceACall() throws Exception {
    budget("100");
    var lease = claim(0, null);
    try (var token = issue(0, lease, usd("0.40"))) {
      for (int i = 0; i < 20; i++) {
        assertThat(call(0, token)).isEqualTo(200);
        awaitMetered(token, i + 1);
      }
      assertThat(state().reserved()).isEqualByComparingTo("0.80");
      assertThat(registry.counter("broker.budget.asked", "answer", "granted").count()).isEqualTo(2);
    }
  }

  @Test
  void saysWhichBudgetIsUsedUpAndWhenItResets() throws Exception {
    budget("0.05");
    var lease = claim(0, null);
    try (var token = issue(0, lease, usd("0.10"))) {
      while (call(0, token) == 200) {
        awaitMetered(token, (int) token.snapshot().requests());
      }
      assertThat(token.snapshot().moneyGone())
          .hasValue(
              "The day's budget of team %s (0.05 USD) has nothing left; it resets at %s."
                  .formatted(team, state().resetsAt()));
    }
  }

  /** Claims so many runs, lets each make calls until it is refused, and settles them. */
  private List<BigDecimal> carryOut(int runs, BigDecimal slice, @Nullable BigDecimal most)
      throws Exception {
    var begin = new CountDownLatch(1);
    var all = new ArrayList<Callable<BigDecimal>>();
    for (int i = 0; i < runs; i++) {
      int worker = i % BROKERS;
      var lease = claim(worker, most);
      all.add(() -> {
        begin.await();
        try (var token = issue(worker, lease, slice)) {
          for (int calls = 1; call(worker, token) == 200; calls++) {
            awaitMetered(token, calls);
          }
          var cost = token.snapshot().assumedCostUsd();
          settle(worker, lease, cost);
          return cost;
        }
      });
    }
    var spent = new ArrayList<BigDecimal>();
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var futures = all.stream().map(threads::submit).toList();
      begin.countDown();
      for (var future : futures) {
        spent.add(future.get());
      }
    }
    return spent;
  }

  private int call(int worker, BrokerToken token) throws Exception {
    return http.newRequest("http://localhost/v1/messages")
        .transport(new Transport.TCPUnix(brokers.get(worker).socket()))
        .method("POST")
        .headers(headers -> headers.add("x-api-key", token.value()))
        .body(new StringRequestContent("application/json", "{}"))
        .send()
        .getStatus();
  }

  /** An answer is whole before its usage is counted. */
  private static void awaitMetered(BrokerToken token, int calls) {
    await()
        .pollInterval(Duration.ofMillis(1))
        .until(
            () -> token.snapshot().assumedCostUsd().compareTo(STEP.multiply(usd("" + calls))) >= 0);
  }

  private BrokerToken issue(int worker, RunLease lease, BigDecimal slice) {
    var most = lease.spec().limits().maxCostUsd();
    return brokers
        .get(worker)
        .issue(
            new AttemptRef(lease.key().runId().toString(), lease.key().epoch()),
            most == null ? BrokerLimits.none() : BrokerLimits.ofCost(most),
            new RunBudgets(bean(worker, BudgetGrants.class), new BudgetSettings(slice)).of(lease),
            new ProviderAccount(
                provider.url(), BrokerUnderTest.KEY, BrokerSettings.Authorization.X_API_KEY));
  }

  private RunLease claim(int worker, @Nullable BigDecimal most) {
    var run = new RunId(TimeOrderedIds.next());
    bean(worker, RunLedger.class)
        .enqueue(
            new NewRun(
                team,
                run,
                spec(most),
                Map.of(),
                Author.of(new ApiKeyId(TimeOrderedIds.next())),
                LifecycleEvents.queued(run, Instant.now())),
            OutboxRecord.of(new DispatchBell(team, run)));
    return bean(worker, RunLeases.class)
        .claim(team, run, new WorkerId(TimeOrderedIds.next()), Duration.ofMinutes(5), "plain")
        .orElseThrow();
  }

  private void settle(int worker, RunLease lease, BigDecimal cost) {
    var outcome =
        new RunOutcome.Failed(RunFailure.of(FailureCode.BUDGET_EXCEEDED, "No money is left."));
    var terminal =
        LifecycleEvents.ended(
            lease.key().runId(), lease.lastSeq() + 1, 1, Instant.now(), outcome, lease.log());
    assertThat(
            bean(worker, RunLeases.class)
                .settle(
                    Settlement.of(
                            lease.key(),
                            outcome,
                            RunUsage.NONE,
                            List.of(terminal),
                            lease.log().plus(terminal))
                        .using(new AttemptUse(RunUsage.NONE, cost, true))))
        .isTrue();
  }

  private static RunSpec spec(@Nullable BigDecimal most) {
    return new RunSpec(
        "p",
        null,
        null,
        null,
        null,
        null,
        PermissionMode.DEFAULT,
        PermissionRules.NONE,
        new RunLimits(most, null, Duration.ofMinutes(5), Duration.ofMinutes(1)),
        RetryPolicy.NEVER,
        Map.of());
  }

  private void budget(String limit) {
    bean(0, Budgets.class).put(team, Subject.of(team), BudgetPeriod.DAY, usd(limit));
  }

  private Budget state() {
    return bean(0, Budgets.class).find(team, Subject.of(team), BudgetPeriod.DAY).orElseThrow();
  }

  private void assertSettled(BigDecimal total) {
    assertThat(state().spent()).isEqualByComparingTo(total);
    assertThat(state().reserved()).isEqualByComparingTo("0");
    assertThat(
            bean(0, JdbcTemplate.class)
                .queryForObject("select count(*) from budget_grant", Integer.class))
        .isZero();
  }

  private <T> T bean(int worker, Class<T> type) {
    return workers.get(worker).getBean(type);
  }

  private static BigDecimal total(List<BigDecimal> spent) {
    return spent.stream().reduce(BigDecimal.ZERO, BigDecimal::add);
  }

  private static BigDecimal usd(String amount) {
    return new BigDecimal(amount);
  }
}
