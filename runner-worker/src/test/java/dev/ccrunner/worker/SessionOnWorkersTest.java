package dev.ccrunner.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.ccrunner.infra.blob.BlobStore;
import dev.ccrunner.infra.postgres.SessionStates;
import dev.ccrunner.infra.postgres.StoredRun;
import dev.ccrunner.run.FailureCode;
import dev.ccrunner.run.RunStatus;
import dev.ccrunner.session.SessionId;
import dev.ccrunner.testkit.fakecli.FakeCli;
import dev.ccrunner.worker.sandbox.JobRoot;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Sessions whose runs find themselves with another worker each time. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SessionOnWorkersTest {
  @TempDir static Path folder;

  private WorkersInTurn workers;

  @BeforeAll
  void start() throws IOException {
    workers = WorkersInTurn.start(folder, "--ccr.worker.warm.max-sessions=0");
  }

  @AfterAll
  void stop() {
    workers.close();
  }

  @Test
  void knowsWhatWasSaidAndDoneWithWorkersThatAreGone() throws IOException {
    var session = workers.current().session();
    carryOut(session, write("one", "{\"a.txt\":\"A\",\"b.txt\":\"B\"}", ""));

    var two =
        workers
            .next()
            .submit(
                session, write("two", "{\"a.txt\":null,\"c.txt\":\"C\"}", ",\"sleep_ms\":600000"));
    workers.awaitKept(session, two);
    workers.loseForGood(two);

    var three = workers.next().submit(session, look("three"));
    var told = workers.current().awaitEnd(three);
    assertThat(told.status()).as("%s", told.failure()).isEqualTo(RunStatus.SUCCEEDED);
    assertThat(told.result().text()).contains("say one", "say two").endsWith(" # b.txt=B c.txt=C");
    assertThat(workers.current().events(three, "workspace.ready", "\"kind\":\"session\""))
        .hasSize(1);
    assertThat(partsOf(session)).as("all of it is stored as a whole").isZero();
  }

  @Test
  void saysAPromptOnceAlthoughItsWorkerIsLost() throws IOException {
    var session = workers.current().session();
    var run =
        workers
            .current()
            .submit(session, write("once", "{\"a.txt\":\"A\"}", ",\"sleep_ms\":600000"));
    workers.awaitKept(session, run);
    workers.loseForAnotherAttempt(run);

    workers.next().ring(run);
    assertThat(workers.current().awaitEnd(run).status()).isEqualTo(RunStatus.SUCCEEDED);

    assertThat(carryOut(session, look("after")).result().text())
        .containsOnlyOnce("say once")
        .contains("Continue from where you left off.")
        .endsWith(" # a.txt=A");
  }

  @Test
  void goesOnAfterARunThatDidNothing() {
    var session = workers.current().session();
    carryOut(session, "say little");

    assertThat(carryOut(session, look("more")).result().text()).isEqualTo("say little # ");
  }

  @Test
  void saysThatWhatASessionGoesOnFromIsLost() throws IOException {
    var session = workers.current().session();
    carryOut(session, write("this", "{\"a.txt\":\"A\"}", ""));
    var stored =
        workers
            .current()
            .bean(SessionStates.class)
            .conversation(workers.current().team(), session)
            .orElseThrow();
    workers.current().bean(BlobStore.class).delete(stored.main().key());

    var ended = carryOut(session, look("that"));

    assertThat(Objects.requireNonNull(ended.failure(), "it has not failed").code())
        .isEqualTo(FailureCode.SESSION_UNAVAILABLE);
  }

  @Test
  void keepsTheTranscriptOfARunThatStandsAlone() throws IOException {
    var run = workers.current().submit("{\"text\":\"alone\"}");
    workers.current().awaitEnd(run);

    var key =
        workers
            .jdbc()
            .queryForObject(
                "select blob_key from run_output where run_id = ? and kind = 'transcript'",
                String.class,
                run.value());
    try (var content =
        workers
            .current()
            .bean(BlobStore.class)
            .open(Objects.requireNonNull(key, "there is none"), 0, 1_000)) {
      assertThat(new String(content.readAllBytes(), StandardCharsets.UTF_8))
          .contains("\"uuid\":\"" + run.value() + "\"", "alone");
    }
  }

  @Test
  void leavesNothingOnTheWorkersDisk() {
    var session = workers.current().session();
    carryOut(session, write("x", "{\"a.txt\":\"A\"}", ""));

    await()
        .until(() -> {
          try (var left = Files.list(workers.current().bean(JobRoot.class).scratch())) {
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

  private StoredRun carryOut(SessionId session, String prompt) {
    return workers.current().awaitEnd(workers.current().submit(session, prompt));
  }

  private long partsOf(SessionId session) {
    return workers
        .jdbc()
        .queryForList("select no from transcript_part where session_id = ?", session.value())
        .size();
  }
}
