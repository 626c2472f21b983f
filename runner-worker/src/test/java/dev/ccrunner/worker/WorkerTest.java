package dev.ccrunner.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.ccrunner.demomodel.DemoModel;
import dev.ccrunner.demomodel.DemoModelOptions;
import dev.ccrunner.event.LogChecksum;
import dev.ccrunner.event.RunEvent;
import dev.ccrunner.infra.events.LifecycleEvents;
import dev.ccrunner.infra.ids.TimeOrderedIds;
import dev.ccrunner.infra.kafka.DispatchBells;
import dev.ccrunner.infra.kafka.DispatchTopic;
import dev.ccrunner.infra.kafka.Topics;
import dev.ccrunner.infra.postgres.Cancellation;
import dev.ccrunner.infra.postgres.EventStore;
import dev.ccrunner.infra.postgres.NewRun;
import dev.ccrunner.infra.postgres.OutboxRecord;
import dev.ccrunner.infra.postgres.RunLedger;
import dev.ccrunner.infra.postgres.StoredRun;
import dev.ccrunner.key.ApiKeyId;
import dev.ccrunner.run.FailureCode;
import dev.ccrunner.run.PermissionMode;
import dev.ccrunner.run.PermissionRules;
import dev.ccrunner.run.RetryPolicy;
import dev.ccrunner.run.RunId;
import dev.ccrunner.run.RunLimits;
import dev.ccrunner.run.RunSpec;
import dev.ccrunner.run.RunStatus;
import dev.ccrunner.team.Author;
import dev.ccrunner.team.TeamId;
import dev.ccrunner.testkit.TestDatabase;
import dev.ccrunner.testkit.TestServices;
import dev.ccrunner.testkit.fakecli.FakeCli;
import dev.ccrunner.wire.DispatchBell;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * A whole worker on real services, from the bell to the settled run; only Claude Code is the quick
 * fake.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class WorkerTest {
  private static final Duration SOON = Duration.ofSeconds(60);

  @TempDir static Path folder;

  private final TeamId team = new TeamId(TimeOrderedIds.next());
  private DemoModel model;
  private TestDatabase database;
  private ConfigurableApplicationContext worker;

  @BeforeAll
  void startWorker() throws Exception {
    model = DemoModel.start(DemoModelOptions.forTests());
    database = TestServices.postgres().newDatabase();
    var redis = TestServices.redis().endpoint();
    worker =
        WorkerApplication.application()
            .run(
                "--spring.datasource.url=" + database.jdbcUrl(),
                "--spring.datasource.username=" + database.username(),
                "--spring.datasource.password=" + database.password(),
                "--spring.kafka.bootstrap-servers=" + TestServices.kafka().bootstrapServers(),
                "--spring.data.redis.host=" + redis.host(),
                "--spring.data.redis.port=" + redis.port(),
                "--spring.data.redis.password=" + redis.password(),
                "--server.port=0",
                "--ccr.worker.data=" + folder.resolve("worker"),
                "--ccr.blobs.directory=" + folder.resolve("blobs"),
                "--ccr.worker.claude-bin=" + FakeCli.install(folder.resolve("cli")),
                "--ccr.worker.broker.model-base-url=" + model.baseUrl(),
                "--ccr.lease.ttl=9s",
                "--ccr.lease.renew-every=1s",
                "--ccr.lease.margin=2s");
    // The gateway's duty; the first look may find a Kafka that has only just started.
    await().atMost(SOON).until(worker.getBean(DispatchTopic.class)::ensure);
    var jdbc = worker.getBean(JdbcTemplate.class);
    jdbc.update("insert into team (id, name) values (?, 'test')", team.value());
  }

  @AfterAll
  void stopWorker() {
    worker.close();
    model.close();
  }

  @Test
  void carriesOutARunAndKeepsItsLogWithoutHoles() {
    var run =
        submit(FakeCli.prompt("{\"text\":\"done\",\"deltas\":5,\"tools\":3}"), RetryPolicy.NEVER);

    var ended = awaitEnd(run);

    assertThat(ended.status()).isEqualTo(RunStatus.SUCCEEDED);
    assertThat(ended.result().text()).isEqualTo("done");
    assertThat(ended.attempt()).isEqualTo(1);
    var events = eventsOf(run);
    assertThat(events).extracting(RunEvent::seq).containsExactlyElementsOf(oneTo(events.size()));
    assertThat(events)
        .extracting(RunEvent::type)
        .startsWith("run.queued", "run.starting", "workspace.ready", "run.running")
        .contains("session.init", "agent.tool_use", "agent.tool_result", "agent.message")
        .endsWith("run.succeeded");
    assertThat(ended.lastSeq()).isEqualTo(events.size());
    assertThat(ended.log()).isEqualTo(checksum(events));
  }

  @Test
  void endsAProcessThatCrashesAsAFailureWithItsLastWords() {
    var run =
        submit(
            FakeCli.prompt("{\"no_result\":true,\"stderr\":\"out of luck\",\"exit\":3}"),
            RetryPolicy.NEVER);

    var ended = awaitEnd(run);

    assertThat(ended.status()).isEqualTo(RunStatus.FAILED);
    assertThat(ended.failure()).isNotNull();
    assertThat(ended.failure().code()).isEqualTo(FailureCode.CLI_CRASHED);
    assertThat(eventsOf(run)).anySatisfy(event -> assertThat(event.json()).contains("out of luck"));
  }

  @Test
  void givesARunBackWhoseRequestAllowsAnotherAttempt() {
    var run =
        submit(
            FakeCli.prompt("{\"no_result\":true,\"exit\":3}"),
            new RetryPolicy(2, Set.of(FailureCode.CLI_CRASHED)));
    await()
        .atMost(SOON)
        .until(
            () -> find(run), found -> found.status() == RunStatus.QUEUED && found.attempt() == 1);

    ring(run);
    var ended = awaitEnd(run);

    assertThat(ended.status()).isEqualTo(RunStatus.FAILED);
    assertThat(ended.attempt()).isEqualTo(2);
    var events = eventsOf(run);
    assertThat(events).extracting(RunEvent::seq).containsExactlyElementsOf(oneTo(events.size()));
    assertThat(events)
        .filteredOn(event -> event.type().equals("run.attempt_lost"))
        .singleElement()
        .satisfies(event ->
            assertThat(event.json())
                .contains("\"next\":\"queued\"")
                .contains("\"code\":\"cli_crashed\""));
    assertThat(ended.log()).isEqualTo(checksum(events));
  }

  @Test
  void cancelsARunningRunAndLeavesNoProcess() {
    var run =
        submit(FakeCli.prompt("{\"sleep_ms\":600000,\"ignore_term\":true}"), RetryPolicy.NEVER);
    await().atMost(SOON).until(() -> find(run).status() == RunStatus.RUNNING);

    var answer = ledger().cancel(team, run, "Cancelled by request", Instant.now());
    var ended = awaitEnd(run);

    assertThat(answer).isInstanceOf(Cancellation.Requested.class);
    assertThat(ended.status()).isEqualTo(RunStatus.CANCELLED);
    assertThat(
            ProcessHandle.current()
                .descendants()
                .filter(p -> p.info().commandLine().orElse("").contains(run.toString())))
        .isEmpty();
  }

  @Test
  void endsARunThatTakesTooLong() {
    var run =
        submit(
            spec(
                FakeCli.prompt("{\"sleep_ms\":600000}"), RetryPolicy.NEVER, Duration.ofSeconds(2)));

    var ended = awaitEnd(run);

    assertThat(ended.status()).isEqualTo(RunStatus.FAILED);
    assertThat(ended.failure()).isNotNull();
    assertThat(ended.failure().code()).isEqualTo(FailureCode.TIMEOUT);
  }

  /** Else nobody could take over the runs of a worker that stands still. */
  @Test
  void losesTheRowsThatItLockedWhenItStandsStillInATransaction() throws Exception {
    var run = submit(FakeCli.prompt("{\"sleep_ms\":600000}"), RetryPolicy.NEVER);
    await().atMost(SOON).until(() -> find(run).status() == RunStatus.RUNNING);
    var locking = "select 1 from run where id = ? for update ";
    try (var standing = worker.getBean(DataSource.class).getConnection();
        var other = database.connect()) {
      standing.setAutoCommit(false);
      assertThat(finds(standing, locking, run)).isTrue();

      await().atMost(SOON).until(() -> finds(other, locking + "skip locked", run));

      assertThatThrownBy(standing::commit).isInstanceOf(SQLException.class);
    }
    ledger().cancel(team, run, "Enough.", Instant.now());
    awaitEnd(run);
  }

  private static boolean finds(Connection connection, String query, RunId run) throws SQLException {
    try (var sql = connection.prepareStatement(query)) {
      sql.setObject(1, run.value());
      try (var rows = sql.executeQuery()) {
        return rows.next();
      }
    }
  }

  @Test
  void takesARunOnceHoweverOftenItsBellRings() {
    var run = submit(FakeCli.prompt("{\"text\":\"once\"}"), RetryPolicy.NEVER);
    for (int i = 0; i < 20; i++) {
      ring(run);
    }

    var ended = awaitEnd(run);

    assertThat(ended.attempt()).isEqualTo(1);
    assertThat(eventsOf(run)).filteredOn(event -> event.type().equals("run.starting")).hasSize(1);
  }

  private RunId submit(String prompt, RetryPolicy retry) {
    return submit(spec(prompt, retry, Duration.ofMinutes(5)));
  }

  private RunId submit(RunSpec spec) {
    var run = new RunId(TimeOrderedIds.next());
    ledger()
        .enqueue(
            new NewRun(
                team,
                run,
                spec,
                Map.of(),
                Author.of(new ApiKeyId(TimeOrderedIds.next())),
                LifecycleEvents.queued(run, Instant.now())),
            OutboxRecord.of(new DispatchBell(team, run)));
    ring(run);
    return run;
  }

  private void ring(RunId run) {
    worker
        .getBean(DispatchBells.class)
        .ring(Topics.DISPATCH, run.toString(), new DispatchBell(team, run).encode())
        .join();
  }

  private static RunSpec spec(String prompt, RetryPolicy retry, Duration timeout) {
    return new RunSpec(
        prompt,
        "sonnet",
        null,
        null,
        null,
        null,
        PermissionMode.ACCEPT_EDITS,
        PermissionRules.NONE,
        new RunLimits(null, null, timeout, Duration.ofMinutes(1)),
        retry,
        Map.of());
  }

  private StoredRun awaitEnd(RunId run) {
    return await().atMost(SOON).until(() -> find(run), found -> found.status().terminal());
  }

  private StoredRun find(RunId run) {
    return ledger().find(team, run).orElseThrow();
  }

  private RunLedger ledger() {
    return worker.getBean(RunLedger.class);
  }

  private List<RunEvent> eventsOf(RunId run) {
    return worker.getBean(EventStore.class).read(team, run, 0, 10_000);
  }

  private static LogChecksum checksum(List<RunEvent> events) {
    var sum = LogChecksum.EMPTY;
    for (var event : events) {
      sum = sum.plus(event);
    }
    return sum;
  }

  private static List<Long> oneTo(int last) {
    return java.util.stream.LongStream.rangeClosed(1, last).boxed().toList();
  }
}
