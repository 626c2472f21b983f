package dev.ccrunner.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.ccrunner.event.RunEvent;
import dev.ccrunner.infra.postgres.StoredRun;
import dev.ccrunner.run.RunId;
import dev.ccrunner.run.RunSecrets;
import dev.ccrunner.run.RunSpec;
import dev.ccrunner.secret.SecretId;
import dev.ccrunner.secret.SecretParts;
import dev.ccrunner.secret.SecretUse;
import dev.ccrunner.testkit.fakecli.FakeCli;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** A Claude Code that dies when a run has begun to go on with it, and has not said a word to it. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class WarmSessionDiesTest {
  private static final String SCRIPT = "{\"life\":true,\"recall\":true,\"look\":true}";

  @TempDir static Path folder;
  private RunningWorker worker;

  @BeforeAll
  void start() throws IOException {
    worker =
        RunningWorker.start(folder, RunningWorker.SECRETS_KEY, "--ccr.worker.warm.idle-time=10m");
  }

  @AfterAll
  void stop() {
    worker.close();
  }

  /** It is at work again when it hears what the run has to say; that is the last it does. */
  @Test
  void losesNoRunWhenItDiesOfItsPrompt() {
    var turns = Turns.begin(worker);
    double before = turns.turns("unsound");
    var first =
        turns.next(
            "say one", "{\"life\":true,\"write\":{\"a.txt\":\"A\"},\"die_on_hearing\":\"KILL\"}");

    var run = turns.submit("say two", SCRIPT);
    var second = turns.succeeded(run);

    assertThat(turns.turns("unsound") - before).isEqualTo(1);
    assertBegunAnew(run, first, second);
    assertThat(Turns.life(turns.next("say three", SCRIPT))).isEqualTo(Turns.life(second));
  }

  /** By somebody else, while the run that has taken it waits for its secrets. */
  @Test
  void losesNoRunWhenItIsKilledRightBeforeItGoesOn() throws Exception {
    var turns = Turns.begin(worker);
    double before = turns.turns("unsound");
    var secret =
        worker.keep("token", new SecretUse.Env("TOKEN"), SecretParts.of("any-value"), false);
    var run =
        worker.submit(
            turns.session(),
            using(secret, "say one", "{\"life\":true,\"write\":{\"a.txt\":\"A\"}}"));
    var first = turns.succeeded(run);

    RunId next;
    try (var lock = OthersLock.of(worker, "lock table secret in access exclusive mode")) {
      next = worker.submit(turns.session(), using(secret, "say two", SCRIPT));
      await().atMost(RunningWorker.SOON).until(() -> lock.isAwaited("secret"));
      var processes = RunningWorker.processesOf(run);
      assertThat(processes).isNotEmpty();
      processes.forEach(pid -> ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly));
      await().until(() -> RunningWorker.processesOf(run).isEmpty());
    }
    var second = turns.succeeded(next);

    assertThat(turns.turns("unsound") - before).isEqualTo(1);
    assertBegunAnew(next, first, second);
    assertThat(Turns.life(turns.next(using(secret, "say three", SCRIPT))))
        .isEqualTo(Turns.life(second));
  }

  private static RunSpec using(SecretId secret, String words, String script) {
    return RunningWorker.asking(
        words + " " + FakeCli.prompt(script), new RunSecrets(List.of(secret), null));
  }

  private void assertBegunAnew(RunId run, StoredRun first, StoredRun second) {
    assertThat(Turns.life(second)).isNotEqualTo(Turns.life(first));
    assertThat(second.attempt()).isEqualTo(1);
    assertThat(second.result().text()).containsOnlyOnce("say one").endsWith("a.txt=A");
    var events = worker.events(run);
    assertThat(events).filteredOn(event -> event.type().equals("run.running")).hasSize(1);
    assertThat(events).filteredOn(event -> event.type().equals("session.init")).hasSize(1);
    assertThat(events).filteredOn(RunEvent::terminal).hasSize(1);
    assertThat(events)
        .extracting(RunEvent::seq)
        .containsExactlyElementsOf(LongStream.rangeClosed(1, events.size()).boxed().toList());
  }
}
