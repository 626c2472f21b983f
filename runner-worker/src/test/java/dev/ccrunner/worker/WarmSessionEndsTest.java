package dev.ccrunner.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.ccrunner.infra.postgres.StoredRun;
import dev.ccrunner.infra.postgres.WorkerRegistry;
import dev.ccrunner.run.RunId;
import dev.ccrunner.run.RunSecrets;
import dev.ccrunner.run.RunSpec;
import dev.ccrunner.run.RunStatus;
import dev.ccrunner.testkit.fakecli.FakeCli;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.jdbc.core.JdbcTemplate;

/** When the Claude Code of a session is not kept any more, or not gone on with. */
class WarmSessionEndsTest {
  private static final String SCRIPT = "{\"life\":true,\"recall\":true}";

  @TempDir Path folder;

  private Optional<RunningWorker> started = Optional.empty();

  private void start(String... settings) throws IOException {
    started = Optional.of(RunningWorker.start(folder, settings));
  }

  private RunningWorker worker() {
    return started.orElseThrow();
  }

  @AfterEach
  void stop() {
    started.ifPresent(RunningWorker::close);
  }

  @Test
  void startsAnotherOneForARunThatAsksForSomethingElse() throws IOException {
    start();
    var session = worker().session();
    var first = succeeded(worker().submit(session, asking("say one", "haiku", null)));
    var second = succeeded(worker().submit(session, asking("say two", "opus", null)));
    var third = succeeded(worker().submit(session, asking("say three", "opus", "Be brief.")));
    var fourth = succeeded(worker().submit(session, asking("say four", "opus", "Be brief.")));

    assertThat(life(second)).isNotEqualTo(life(first));
    assertThat(life(third)).isNotEqualTo(life(second));
    assertThat(life(fourth)).isEqualTo(life(third));
    assertThat(fourth.result().text()).contains("say one", "say two", "say three");
    assertThat(turns("different")).isEqualTo(2);
  }

  @Test
  void goesOnWhereThereAreNoControlGroups() throws IOException {
    start("--ccr.worker.limits.control-groups=off");
    var session = worker().session();
    var first = succeeded(worker().submit(session, asking("say one", "haiku", null)));
    var second = succeeded(worker().submit(session, asking("say two", "haiku", null)));

    assertThat(life(second)).isEqualTo(life(first));
    assertThat(second.result().text()).contains("say one");
  }

  @Test
  void startsAnotherOneWhenTheOneThatStoodStillHasDied() throws IOException {
    start();
    var session = worker().session();
    var run = worker().submit(session, asking("say one", "haiku", null));
    var first = succeeded(run);
    RunningWorker.processesOf(run)
        .forEach(pid -> ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly));
    await().until(() -> RunningWorker.processesOf(run).isEmpty());

    var second = succeeded(worker().submit(session, asking("say two", "haiku", null)));

    assertThat(life(second)).isNotEqualTo(life(first));
    assertThat(second.result().text()).contains("say one");
  }

  @Test
  void startsAnotherOneWhenTheSessionHasGoneOnElsewhere() throws IOException {
    start("--ccr.worker.warm.look-every=1h");
    var session = worker().session();
    var first = succeeded(worker().submit(session, asking("say one", "haiku", null)));
    // As if a run had been claimed by a worker that was lost, and was told of its end.
    worker()
        .bean(JdbcTemplate.class)
        .update(
            "update run set epoch = epoch + 1 where session_id = ? and session_number = 1",
            session.value());

    var second = succeeded(worker().submit(session, asking("say two", "haiku", null)));

    assertThat(life(second)).isNotEqualTo(life(first));
    assertThat(turns("moved_on")).isEqualTo(1);
  }

  @Test
  void endsThoseThatWereIdleForLongEnough() throws IOException {
    start("--ccr.worker.warm.idle-time=1s");
    var run = worker().submit(worker().session(), asking("say one", "haiku", null));
    succeeded(run);

    awaitEnded("idle", 1);
    await().until(() -> RunningWorker.processesOf(run).isEmpty());
  }

  @Test
  void endsTheLongestIdleWhenThereAreTooMany() throws IOException {
    start("--ccr.worker.warm.max-sessions=1");
    var first = worker().session();
    succeeded(worker().submit(first, asking("say one", "haiku", null)));
    var second = worker().session();
    var kept = succeeded(worker().submit(second, asking("say two", "haiku", null)));

    awaitEnded("count", 1);
    var goesOn = succeeded(worker().submit(second, asking("say three", "haiku", null)));
    assertThat(life(goesOn)).isEqualTo(life(kept));
  }

  @Test
  void keepsNoneThatHasMoreMemoryThanAllMayHave() throws IOException {
    start("--ccr.worker.warm.max-memory=1KB");
    var run = worker().submit(worker().session(), asking("say one", "haiku", null));
    succeeded(run);

    awaitEnded("memory", 1);
    await().until(() -> RunningWorker.processesOf(run).isEmpty());
  }

  @Test
  void endsOneOfWhichTheSessionIsClosed() throws IOException {
    start("--ccr.worker.warm.look-every=200ms");
    var session = worker().session();
    var run = worker().submit(session, asking("say one", "haiku", null));
    succeeded(run);
    worker()
        .bean(JdbcTemplate.class)
        .update("update session set archived_at = now() where id = ?", session.value());

    awaitEnded("useless", 1);
    await().until(() -> RunningWorker.processesOf(run).isEmpty());
  }

  @Test
  void endsAllWhenTheWorkerDrains() throws IOException {
    start();
    var run = worker().submit(worker().session(), asking("say one", "haiku", null));
    succeeded(run);
    var _ =
        worker()
            .bean(WorkerRegistry.class)
            .requestDrain(worker().bean(WorkerId.class), Duration.ofMinutes(1));

    awaitEnded("stop", 1);
    await().until(() -> RunningWorker.processesOf(run).isEmpty());
  }

  /** Its own thread waits, as for a PostgreSQL that does not answer. */
  @ParameterizedTest(name = "{1}")
  @CsvSource({
    "blob, while its patch is kept",
    "run_output, while it is settled", // which has the row of the run: no renewal comes through
  })
  void endsOneOfWhichTheRunIsLost(String table, String when) throws Exception {
    start();
    try (var lock = OthersLock.of(worker(), "lock table " + table + " in exclusive mode")) {
      var run = worker().submit(worker().session(), asking("say one", "haiku", null));
      await().atMost(RunningWorker.SOON).until(() -> lock.isAwaited(table));
      assertThat(RunningWorker.processesOf(run)).as("stands still").isNotEmpty();

      worker()
          .bean(JdbcTemplate.class)
          .update(
              "update run set epoch = epoch + 1 where id in (select id from run where id = ? for update skip locked)",
              run.value());

      await().atMost(RunningWorker.SOON).until(() -> RunningWorker.processesOf(run).isEmpty());
      assertThat(lock.isAwaited(table)).as("the attempt still waits").isTrue();
    }
  }

  private void awaitEnded(String reason, int times) {
    await()
        .atMost(RunningWorker.SOON)
        .until(() -> count("session.warm.ended", "reason", reason) >= times);
  }

  private double turns(String result) {
    return count("session.warm.turns", "result", result);
  }

  private double count(String name, String tag, String value) {
    var found = worker().bean(MeterRegistry.class).find(name).tag(tag, value).counter();
    return found == null ? 0 : found.count();
  }

  private static RunSpec asking(String words, String model, @Nullable String system) {
    var plain = RunningWorker.asking(words + " " + FakeCli.prompt(SCRIPT), RunSecrets.NONE);
    return new RunSpec(
        plain.prompt(),
        model,
        plain.fallbackModel(),
        plain.effort(),
        system,
        plain.appendSystemPrompt(),
        plain.permissionMode(),
        plain.permissions(),
        plain.limits(),
        plain.retry(),
        plain.env(),
        plain.secrets(),
        plain.input(),
        plain.workspace(),
        plain.output(),
        plain.checks());
  }

  private StoredRun succeeded(RunId run) {
    var ended = worker().awaitEnd(run);
    assertThat(ended.status()).as("%s", ended.failure()).isEqualTo(RunStatus.SUCCEEDED);
    return ended;
  }

  private static String life(StoredRun run) {
    return String.valueOf(run.result().text()).replaceAll("(?s).*life ([0-9a-f-]+).*", "$1");
  }
}
