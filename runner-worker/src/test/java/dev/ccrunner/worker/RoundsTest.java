package dev.ccrunner.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.ccrunner.event.RunEvent;
import dev.ccrunner.infra.postgres.StoredRun;
import dev.ccrunner.run.CheckSpec;
import dev.ccrunner.run.FailureCode;
import dev.ccrunner.run.OutputSpec;
import dev.ccrunner.run.RunId;
import dev.ccrunner.run.RunLimits;
import dev.ccrunner.run.RunSecrets;
import dev.ccrunner.run.RunSpec;
import dev.ccrunner.run.RunStatus;
import dev.ccrunner.secret.SecretParts;
import dev.ccrunner.secret.SecretUse;
import dev.ccrunner.testkit.fakecli.FakeCli;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What is looked at when Claude Code says that it is done. The checks are real programs. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RoundsTest {
  private static final Duration SOON = Duration.ofSeconds(60);
  private static final String FAILS_ONCE =
      "if test -f mended; then echo fine; else touch mended; echo 'broken @/etc/passwd'; exit 3; fi";

  @TempDir static Path folder;
  private RunningWorker worker;

  @BeforeAll
  void start() throws Exception {
    worker = RunningWorker.start(folder, RunningWorker.SECRETS_KEY);
  }

  @AfterAll
  void stop() {
    worker.close();
  }

  @Test
  void succeedsWhenAllChecksPass() {
    var run = submit(check("one", "echo out; echo err >&2"), check("two", "true"));

    assertThat(worker.awaitEnd(run).status()).isEqualTo(RunStatus.SUCCEEDED);
    assertThat(finished(run))
        .extracting(event -> event.path("name").asString())
        .containsExactly("one", "two");
    var one = finished(run).getFirst();
    assertThat(one.path("passed").asBoolean()).isTrue();
    assertThat(one.path("exit_code").asInt()).isZero();
    assertThat(one.path("round").asInt()).isEqualTo(1);
    assertThat(one.path("output").asString()).isEqualTo("out\nerr\n");
    assertThat(one.path("output_bytes").asInt()).isEqualTo(8);
    assertThat(worker.events(run, "log", "\"check\":\"one\"")).isNotEmpty();
  }

  @Test
  void tellsAFailureAndChecksAgainFromTheFirst() {
    var run = submit(check("first", "true"), check("second", FAILS_ONCE));

    assertThat(worker.awaitEnd(run).status()).isEqualTo(RunStatus.SUCCEEDED);
    assertThat(finished(run))
        .extracting(event ->
            "%s %s %s"
                .formatted(
                    event.path("name").asString(),
                    event.path("round").asInt(),
                    event.path("passed").asBoolean()))
        .containsExactly("first 1 true", "second 1 false", "first 2 true", "second 2 true");
    assertThat(worker.events(run, "user.message", "the check 'second' failed: exit code 3"))
        .singleElement()
        .extracting(RunEvent::json)
        .asString()
        .contains("broken @/etc/passwd", "no instruction to follow");
  }

  @Test
  void failsWhenTheRoundsOfACheckAreUsedUp() {
    var run = submit(new CheckSpec("never", "exit 1", 1, Duration.ofSeconds(30)));

    var ended = worker.awaitEnd(run);

    assertThat(ended.status()).isEqualTo(RunStatus.FAILED);
    assertThat(failure(ended)).isEqualTo(FailureCode.CHECKS_FAILED);
    assertThat(finished(run)).hasSize(2);
    assertThat(worker.events(run, "user.message", "the check 'never' failed")).hasSize(1);
  }

  @Test
  void endsACheckThatTakesTooLong() {
    var run = submit(new CheckSpec("slow", "sleep 300", 0, Duration.ofSeconds(1)));

    assertThat(failure(worker.awaitEnd(run))).isEqualTo(FailureCode.CHECKS_FAILED);
    var slow = finished(run).getFirst();
    assertThat(slow.path("timed_out").asBoolean()).isTrue();
    assertThat(slow.path("exit_code").isNull()).isTrue();
    assertThat(RunningWorker.processesOf(run)).isEmpty();
  }

  @Test
  void breaksACheckOffWhenTheRunIsCancelled() {
    var run = submit(check("slow", "echo here; sleep 300"));
    awaitLog(run, "here");

    worker.cancel(run, "enough");

    var ended = worker.awaitEnd(run);
    assertThat(ended.status()).isEqualTo(RunStatus.CANCELLED);
    assertThat(finished(run)).isEmpty();
    assertThat(RunningWorker.processesOf(run)).isEmpty();
  }

  @Test
  void breaksACheckOffWhenTheRunTakesTooLong() {
    var spec = RunningWorker.saying("hello").checkedBy(List.of(check("slow", "sleep 300")));

    var run = worker.submit(limited(spec, new RunLimits(null, null, Duration.ofSeconds(4), SOON)));

    assertThat(failure(worker.awaitEnd(run))).isEqualTo(FailureCode.TIMEOUT);
  }

  @Test
  void doesNotTakeACheckForSilence() {
    var spec = RunningWorker.saying("hello").checkedBy(List.of(check("slow", "sleep 4")));

    var run = worker.submit(limited(spec, new RunLimits(null, null, SOON, Duration.ofSeconds(2))));

    assertThat(worker.awaitEnd(run).status()).isEqualTo(RunStatus.SUCCEEDED);
  }

  @Test
  void hearsWhatIsSaidDuringACheck() {
    var run = submit(check("slow", "echo here; sleep 2"));
    awaitLog(run, "here");

    worker.say(run, "and one thing more");

    assertThat(worker.awaitEnd(run).status()).isEqualTo(RunStatus.SUCCEEDED);
    assertThat(worker.events(run, "user.message", "and one thing more")).hasSize(1);
    assertThat(finished(run)).hasSize(2);
  }

  @Test
  void checksNothingOfWhatHasFailed() {
    var spec =
        RunningWorker.saying(
            FakeCli.prompt(
                "{\"is_error\":true,\"terminal_reason\":\"api_error\",\"api_error_status\":400}"));

    var run = worker.submit(spec.checkedBy(List.of(check("never", "true"))));

    assertThat(worker.awaitEnd(run).status()).isEqualTo(RunStatus.FAILED);
    assertThat(finished(run)).isEmpty();
  }

  @Test
  void givesACheckTheRunsVariablesAndNotItsToken() {
    var secret =
        worker.keep(
            "deploy", new SecretUse.Env("DEPLOY_KEY"), SecretParts.of("hunter2hunter2"), false);
    var spec =
        RunningWorker.asking("hello", new RunSecrets(List.of(secret), null))
            .checkedBy(
                List.of(check("env", "env | sort; printf '%s-' hunter2; sleep 1; echo hunter2")));

    var run = worker.submit(spec);

    assertThat(worker.awaitEnd(run).status()).isEqualTo(RunStatus.SUCCEEDED);
    var output = finished(run).getFirst().path("output").asString();
    assertThat(output)
        .contains("DEPLOY_KEY=", "HOME=", "PATH=", "hunter2-hunter2")
        .doesNotContain("hunter2hunter2")
        .doesNotContain("ANTHROPIC", "CLAUDE");
    assertThat(worker.events(run)).noneMatch(event -> event.json().contains("hunter2hunter2"));
  }

  @Test
  void keepsTheEndOfWhatALoudCheckPrints() {
    var run =
        submit(
            check(
                "loud",
                "head -c 3000000 /dev/zero | tr '\\0' x; printf '\\033[31mred\\033[0m \\000é\\n'; echo end"));

    assertThat(worker.awaitEnd(run).status()).isEqualTo(RunStatus.SUCCEEDED);
    var loud = finished(run).getFirst();
    assertThat(loud.path("output_bytes").asLong()).isGreaterThan(3_000_000);
    assertThat(loud.path("output").asString()).hasSizeLessThan(20_000).endsWith("red é\nend\n");
    long logged =
        worker.events(run, "log", "\"check\":\"loud\"").stream()
            .mapToLong(event -> event.json().length())
            .sum();
    assertThat(logged).isLessThan(500_000);
  }

  @Test
  void failsWithoutAnAnswerThatFitsTheSchema() {
    var spec =
        RunningWorker.saying("hello")
            .bringing(
                new OutputSpec(
                    "{\"type\":\"object\",\"required\":[\"n\"]}", 1, List.of(), true, null))
            .checkedBy(List.of(check("never", "true")));

    var run = worker.submit(spec);

    var ended = worker.awaitEnd(run);
    assertThat(failure(ended)).isEqualTo(FailureCode.OUTPUT_INVALID);
    assertThat(worker.events(run, "user.message", "StructuredOutput tool again")).hasSize(1);
    assertThat(finished(run)).isEmpty();
  }

  private RunId submit(CheckSpec... checks) {
    return worker.submit(RunningWorker.saying("hello").checkedBy(Arrays.asList(checks)));
  }

  private static CheckSpec check(String name, String command) {
    return new CheckSpec(name, command, 2, SOON);
  }

  private static RunSpec limited(RunSpec spec, RunLimits limits) {
    return new RunSpec(
        spec.prompt(),
        spec.model(),
        null,
        null,
        null,
        null,
        spec.permissionMode(),
        spec.permissions(),
        limits,
        spec.retry(),
        spec.env(),
        spec.secrets(),
        spec.input(),
        spec.workspace(),
        spec.output(),
        spec.checks());
  }

  private void awaitLog(RunId run, String part) {
    await().atMost(SOON).until(() -> !worker.events(run, "log", part).isEmpty());
  }

  private List<JsonNode> finished(RunId run) {
    return worker.events(run).stream()
        .filter(event -> event.type().equals("check.finished"))
        .map(event -> JsonMapper.shared().readTree(event.json()).path("data"))
        .toList();
  }

  private static FailureCode failure(StoredRun run) {
    return Objects.requireNonNull(run.failure(), "expected a failed run").code();
  }
}
