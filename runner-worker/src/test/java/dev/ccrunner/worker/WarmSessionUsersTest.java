package dev.ccrunner.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.ccrunner.run.RunStatus;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.core.JdbcTemplate;

/** A worker with one user only, which a Claude Code that is kept has. */
class WarmSessionUsersTest {
  private static final String SCRIPT = "{\"life\":true,\"recall\":true,\"look\":true}";

  @TempDir Path folder;
  private Optional<RunningWorker> started = Optional.empty();

  @BeforeEach
  void start() throws IOException {
    assumeTrue(System.getProperty("user.name").equals("root"), "the run's user is the worker's");
    started =
        Optional.of(
            RunningWorker.start(
                folder,
                "--ccr.worker.sandbox.uid-base=31000000", // nobody else's
                "--ccr.worker.sandbox.uid-count=1",
                "--ccr.worker.warm.look-every=1h",
                "--ccr.worker.warm.idle-time=10m"));
  }

  @AfterEach
  void stop() {
    started.ifPresent(RunningWorker::close);
  }

  @Test
  void givesItsUserToARunOfSomebodyElseAndBeginsAnewWithAllThatWasSaid() {
    var turns = Turns.begin(worker());
    var first = turns.next("say one", "{\"life\":true,\"write\":{\"a.txt\":\"A\"}}");

    var others = worker().awaitEnd(worker().submit("{\"text\":\"else\"}"));
    assertThat(others.status()).as("%s", others.failure()).isEqualTo(RunStatus.SUCCEEDED);
    assertThat(turns.ended("users")).isEqualTo(1);

    var second = turns.next("say two", SCRIPT);
    assertThat(Turns.life(second)).isNotEqualTo(Turns.life(first));
    assertThat(second.result().text()).contains("say one").endsWith("a.txt=A");
    assertThat(turns.turns("absent")).isEqualTo(1);
    assertThat(Turns.life(turns.next("say three", SCRIPT))).isEqualTo(Turns.life(second));
  }

  @Test
  void goesFromOneSessionToTheOther() {
    var one = Turns.begin(worker());
    var other = Turns.begin(worker());

    for (int turn = 1; turn <= 2; turn++) {
      var words = "say " + turn;
      assertThat(one.next("one " + words, SCRIPT).result().text()).doesNotContain("other");
      assertThat(other.next("other " + words, SCRIPT).result().text()).doesNotContain("one");
    }

    assertThat(one.ended("users")).isEqualTo(3);
    assertThat(one.next("once more", SCRIPT).result().text()).contains("one say 1", "one say 2");
  }

  /** It is being ended for another reason already, and has the user until then. */
  @Test
  void waitsForTheUserOfOneThatIsOfNoUse() {
    var turns = Turns.begin(worker());
    var first = turns.next("say one", SCRIPT);
    worker()
        .bean(JdbcTemplate.class)
        .update(
            "update run set epoch = epoch + 1 where session_id = ? and session_number = 1",
            turns.session().value());

    var second = turns.next("say two", SCRIPT);

    assertThat(Turns.life(second)).isNotEqualTo(Turns.life(first));
    assertThat(turns.turns("moved_on")).isEqualTo(1);
  }

  @Test
  void waitsForTheUserOfOneThatHasDied() {
    var turns = Turns.begin(worker());
    var run = turns.submit("say one", SCRIPT);
    var first = turns.succeeded(run);
    RunningWorker.processesOf(run)
        .forEach(pid -> ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly));
    await().until(() -> RunningWorker.processesOf(run).isEmpty());

    var second = turns.next("say two", SCRIPT);

    assertThat(Turns.life(second)).isNotEqualTo(Turns.life(first));
    assertThat(second.result().text()).contains("say one");
  }

  private RunningWorker worker() {
    return started.orElseThrow();
  }
}
