package dev.ccrunner.worker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ccrunner.event.RunEvent;
import dev.ccrunner.infra.postgres.StoredRun;
import dev.ccrunner.run.RunId;
import dev.ccrunner.run.RunStatus;
import dev.ccrunner.session.SessionId;
import dev.ccrunner.testkit.fakecli.FakeCli;
import dev.ccrunner.worker.sandbox.JobRoot;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Runs of a session that go on with the Claude Code of the run before. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class WarmSessionTest {
  /** Much longer than a process that is not frozen needs to count on. */
  private static final Duration A_WHILE = Duration.ofMillis(500);

  @TempDir static Path folder;

  private RunningWorker worker;

  @BeforeAll
  void start() throws IOException {
    worker = RunningWorker.start(folder, "--ccr.worker.broker.api-key=any");
  }

  @AfterAll
  void stop() {
    worker.close();
  }

  @Test
  void goesOnWithTheSameProcess() {
    var session = worker.session();
    var one = submit(session, "say one", "{\"life\":true,\"write\":{\"a.txt\":\"A\"}}");
    var first = succeeded(one);
    var two =
        submit(session, "say two", "{\"life\":true,\"write\":{\"b.txt\":\"B\"},\"look\":true}");
    var second = succeeded(two);
    var three = submit(session, "say three", "{\"recall\":true,\"look\":true}");
    var third = succeeded(three);

    assertThat(life(second)).isEqualTo(life(first));
    assertThat(second.result().text()).endsWith("# a.txt=A b.txt=B");
    assertThat(third.result().text()).contains("say one", "say two").endsWith("# a.txt=A b.txt=B");
    assertThat(types(two)).isEqualTo(types(one));
    assertThat(worker.events(two, "workspace.ready", "\"warm\":true")).hasSize(1);
    assertThat(worker.events(two, "file.changed", "b.txt")).hasSize(1);
    assertThat(worker.events(two, "file.changed", "a.txt")).isEmpty();
    assertThat(second.result().numTurns()).isEqualTo(first.result().numTurns());
  }

  @Test
  void metersEachRunAlone() {
    var session = worker.session();
    var first = succeeded(submit(session, "one", "{\"ask\":2}"));
    var second = succeeded(submit(session, "two", "{\"ask\":1}"));

    assertThat(hits()).isPositive();
    assertThat(first.result().text()).contains("200");
    assertThat(second.result().text()).contains("200");
    assertThat(first.usage().total().outputTokens())
        .isEqualTo(2 * second.usage().total().outputTokens());
  }

  @Test
  void letsNothingOfARunWorkBetweenTwoRuns() throws Exception {
    var session = worker.session();
    var counter = "i=0; while :; do i=$((i+1)); echo $i > count; sleep 0.01; done &";
    var run = submit(session, "count", "{\"sh\":\"" + counter + "\"}");
    var _ = succeeded(run);
    var counted = folderOf(run).resolve("count");
    var before = read(counted);
    assertThat(before).isNotEmpty();

    boolean _ =
        new java.util.concurrent.CountDownLatch(1)
            .await(A_WHILE.toMillis(), java.util.concurrent.TimeUnit.MILLISECONDS);

    assertThat(read(counted)).isEqualTo(before);

    var _ = succeeded(submit(session, "go on", "{\"sleep_ms\":300}"));
    assertThat(Integer.parseInt(read(counted))).isGreaterThan(Integer.parseInt(before));
  }

  private static String read(Path file) throws IOException {
    return Files.readString(file).strip();
  }

  /** Where the worker has the workspace of the session's first run. */
  private Path folderOf(RunId run) throws IOException {
    try (var jobs = Files.list(worker.bean(JobRoot.class).path().resolve("jobs"))) {
      return jobs.filter(job -> job.getFileName().toString().startsWith(run.toString()))
          .findFirst()
          .orElseThrow()
          .resolve("workspace");
    }
  }

  private double hits() {
    return worker
        .bean(MeterRegistry.class)
        .get("session.warm.turns")
        .tag("result", "hit")
        .counter()
        .count();
  }

  private RunId submit(SessionId session, String words, String script) {
    return worker.submit(session, words + " " + FakeCli.prompt(script));
  }

  private StoredRun succeeded(RunId run) {
    var ended = worker.awaitEnd(run);
    assertThat(ended.status()).as("%s", ended.failure()).isEqualTo(RunStatus.SUCCEEDED);
    return ended;
  }

  private static String life(StoredRun run) {
    return String.valueOf(run.result().text()).replaceAll("(?s).*life ([0-9a-f-]+).*", "$1");
  }

  private List<String> types(RunId run) {
    return worker.events(run).stream().map(RunEvent::type).toList();
  }
}
