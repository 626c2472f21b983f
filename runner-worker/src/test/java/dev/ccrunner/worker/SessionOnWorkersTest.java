package dev.ccrunner.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.ccrunner.infra.blob.BlobStore;
import dev.ccrunner.infra.postgres.RunOutput;
import dev.ccrunner.infra.postgres.SessionConversations;
import dev.ccrunner.infra.postgres.SessionSnapshots;
import dev.ccrunner.infra.postgres.SessionStates;
import dev.ccrunner.infra.postgres.StoredConversation;
import dev.ccrunner.infra.postgres.StoredOutputs;
import dev.ccrunner.infra.postgres.StoredRun;
import dev.ccrunner.run.FailureCode;
import dev.ccrunner.run.RunStatus;
import dev.ccrunner.run.WorkspaceSpec;
import dev.ccrunner.session.SessionId;
import dev.ccrunner.testkit.fakecli.FakeCli;
import dev.ccrunner.worker.sandbox.JobRoot;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
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
            .bean(SessionConversations.class)
            .find(workers.current().team(), session)
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
  void forksAtAnEarlierRunWhileTheSessionGoesOn() throws IOException {
    var session = workers.current().session();
    var one =
        workers.current().submit(session, write("one", "{\"a.txt\":\"A\",\"b.txt\":\"B\"}", ""));
    workers.current().awaitEnd(one);
    carryOut(session, write("two", "{\"a.txt\":null,\"c.txt\":\"C\"}", ""));
    var fork = workers.current().session();

    assertThat(
            workers
                .current()
                .bean(SessionStates.class)
                .copy(workers.current().team(), session, one, fork))
        .isTrue();
    carryOut(session, write("three", "{\"b.txt\":\"B2\"}", ""));
    var states = workers.current().bean(SessionStates.class);
    states.forget(workers.current().team(), session);
    workers.next();

    assertThat(carryOut(fork, look("fork")).result().text())
        .contains("say one")
        .doesNotContain("say two", "say three")
        .endsWith(" # a.txt=A b.txt=B");
  }

  @Test
  void keepsOfARunThatStandsAloneWhatASessionCanBeginWith() throws IOException {
    var worker = workers.current();
    var keeping =
        new WorkspaceSpec(null, List.of(), WorkspaceSpec.Keep.ALWAYS, Duration.ofHours(1));
    var run =
        worker.submit(RunningWorker.saying(write("alone", "{\"a.txt\":\"A\"}", "")).in(keeping));
    worker.awaitEnd(run);
    var outputs = worker.bean(StoredOutputs.class);
    var transcript = outputs.last(worker.team(), run, RunOutput.Kind.TRANSCRIPT).orElseThrow();
    var workspace = outputs.last(worker.team(), run, RunOutput.Kind.WORKSPACE).orElseThrow();
    var session = worker.session();
    worker
        .bean(SessionConversations.class)
        .begin(
            worker.team(),
            session,
            new StoredConversation(run, run.value(), transcript.blob(), null));
    var snapshots = worker.bean(SessionSnapshots.class);
    outputs
        .last(worker.team(), run, RunOutput.Kind.BASELINE)
        .ifPresent(
            baseline -> snapshots.beginBaseline(worker.team(), session, run, baseline.blob()));
    snapshots.begin(
        worker.team(),
        session,
        run,
        Objects.requireNonNull(workspace.aboutJson()),
        List.of(workspace.blob()));
    workers.next();

    assertThat(transcript.name()).isEqualTo(run.value() + ".jsonl");
    assertThat(carryOut(session, look("on")).result().text())
        .contains("say alone")
        .endsWith(" # a.txt=A");
  }

  @Test
  void leavesNothingOnTheWorkersDisk() {
    var session = workers.current().session();
    carryOut(session, write("x", "{\"a.txt\":\"A\"}", ""));

    var jobs = workers.current().bean(JobRoot.class);
    await()
        .untilAsserted(() -> {
          assertThat(jobs.path().resolve("jobs")).isEmptyDirectory();
          assertThat(jobs.scratch()).isEmptyDirectory();
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
