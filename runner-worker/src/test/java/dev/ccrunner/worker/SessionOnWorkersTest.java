package dev.ccrunner.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.ccrunner.infra.postgres.SessionStates;
import dev.ccrunner.infra.postgres.StoredRun;
import dev.ccrunner.run.FailureCode;
import dev.ccrunner.run.RunId;
import dev.ccrunner.run.RunStatus;
import dev.ccrunner.session.SessionId;
import dev.ccrunner.testkit.fakecli.FakeCli;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.core.JdbcTemplate;

/** Sessions whose runs find themselves with another worker each time. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SessionOnWorkersTest {
  @TempDir static Path folder;

  private final AtomicInteger started = new AtomicInteger();
  private RunningWorker first;
  private RunningWorker current;

  @BeforeAll
  void start() throws IOException {
    first = RunningWorker.start(folder.resolve("first"));
    current = first;
  }

  @AfterAll
  void stop() {
    current.stop();
    first.close();
  }

  @Test
  void knowsWhatWasSaidAndDoneWithWorkersThatAreGone() throws IOException {
    var session = current.session();
    var one = current.submit(session, write("one", "{\"a.txt\":\"A\",\"b.txt\":\"B\"}", ""));
    assertThat(current.awaitEnd(one).status()).isEqualTo(RunStatus.SUCCEEDED);

    next();
    var two =
        current
            .submit(
                session, write("two", "{\"a.txt\":null,\"c.txt\":\"C\"}", ",\"sleep_ms\":600000"));
    awaitKept(session, two);
    loseForGood(two);

    next();
    var three = current.submit(session, look("three"));
    var told = current.awaitEnd(three);

    assertThat(told.status()).as("%s", told.failure()).isEqualTo(RunStatus.SUCCEEDED);
    assertThat(told.result().text()).contains("say one", "say two").endsWith(" # b.txt=B c.txt=C");
    assertThat(current.events(three, "workspace.ready", "\"kind\":\"session\"")).hasSize(1);
    assertThat(partsOf(session)).as("all of it is stored as a whole").isZero();
  }

  @Test
  void saysAPromptOnceAlthoughItsWorkerIsLost() throws IOException {
    var session = current.session();
    var run = current.submit(session, write("once", "{\"a.txt\":\"A\"}", ",\"sleep_ms\":600000"));
    awaitKept(session, run);
    loseForAnotherAttempt(run);

    next();
    current.ring(run);
    assertThat(current.awaitEnd(run).status()).isEqualTo(RunStatus.SUCCEEDED);
    var told = current.awaitEnd(current.submit(session, look("after")));

    assertThat(told.result().text())
        .containsOnlyOnce("say once")
        .contains("Continue from where you left off.")
        .endsWith(" # a.txt=A");
  }

  @Test
  void goesOnAfterARunThatDidNothing() {
    var session = current.session();
    current.awaitEnd(current.submit(session, "say little"));

    var told = current.awaitEnd(current.submit(session, look("more")));

    assertThat(told.result().text()).isEqualTo("say little # ");
  }

  @Test
  void saysThatWhatASessionGoesOnFromIsLost() throws IOException {
    var session = current.session();
    current.awaitEnd(current.submit(session, write("this", "{\"a.txt\":\"A\"}", "")));
    var stored =
        current.bean(SessionStates.class).conversation(first.team(), session).orElseThrow().main();
    Files.delete(folder.resolve("first/blobs").resolve(stored.key()));

    var ended = current.awaitEnd(current.submit(session, look("that")));

    assertThat(failure(ended)).isEqualTo(FailureCode.SESSION_UNAVAILABLE);
  }

  @Test
  void keepsTheTranscriptOfARunThatStandsAlone() throws IOException {
    var run = current.submit("{\"text\":\"alone\"}");
    current.awaitEnd(run);

    try (var kept =
        Files.list(folder.resolve("first/blobs/" + first.team() + "/runs/" + run + "/1"))) {
      var transcript = Files.readString(kept.findFirst().orElseThrow());
      assertThat(transcript).contains("\"uuid\":\"" + run.value() + "\"", "alone");
    }
  }

  @Test
  void leavesNothingOfConversationsOnTheWorkersDisk() {
    var session = current.session();
    current.awaitEnd(current.submit(session, write("x", "{\"a.txt\":\"A\"}", "")));

    await()
        .until(() -> {
          try (var left = Files.list(folder.resolve(folderOfCurrent() + "/worker/continuity"))) {
            return left.findAny().isEmpty();
          }
        });
  }

  private static String write(String word, String files, String more) {
    return "say " + word + " " + FakeCli.prompt("{\"write\":" + files + more + "}");
  }

  private static String look(String word) {
    return "say " + word + " " + FakeCli.prompt("{\"recall\":true,\"look\":true}");
  }

  /** From here on another worker does all the work. */
  private void next() throws IOException {
    var another = first.another(folder.resolve("worker-" + started.incrementAndGet()));
    current.stop();
    current = another;
  }

  /** Until the call of Write and the workspace after it are kept. */
  private void awaitKept(SessionId session, RunId run) {
    await()
        .atMost(RunningWorker.SOON)
        .until(() ->
            !jdbc()
                .queryForList(
                    "select no from transcript_part where session_id = ? and entries like '%tool_result%'",
                    session.value())
                .isEmpty());
    await()
        .atMost(RunningWorker.SOON)
        .until(() ->
            current.bean(SessionStates.class).snapshots(first.team(), session).stream()
                .anyMatch(snapshot -> snapshot.run().equals(run)));
  }

  private long partsOf(SessionId session) {
    return Objects.requireNonNull(
        jdbc()
            .queryForObject(
                "select count(*) from transcript_part where session_id = ?",
                Long.class,
                session.value()));
  }

  /** As the reaper does it; the worker hears it at its next renewal, and kills the child. */
  private void loseForGood(RunId run) {
    jdbc()
        .update(
            "update run set epoch = epoch + 1, lease_owner = null, lease_until = null,"
                + " status = 'failed', failure_code = 'worker_lost', failure_message = '',"
                + " finished_at = now() where id = ?",
            run.value());
    jdbc()
        .update(
            "update session set current_number = run_count + 1 where last_run_id = ?", run.value());
  }

  private void loseForAnotherAttempt(RunId run) {
    jdbc()
        .update(
            "update run set epoch = epoch + 1, lease_owner = null, lease_until = null,"
                + " status = 'queued', released_at = now() where id = ?",
            run.value());
  }

  private String folderOfCurrent() {
    return current == first ? "first" : "worker-" + started.get();
  }

  private JdbcTemplate jdbc() {
    return current.bean(JdbcTemplate.class);
  }

  private static FailureCode failure(StoredRun ended) {
    return Objects.requireNonNull(ended.failure(), "it has not failed").code();
  }
}
