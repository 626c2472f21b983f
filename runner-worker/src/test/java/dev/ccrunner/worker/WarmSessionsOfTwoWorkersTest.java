package dev.ccrunner.worker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ccrunner.infra.postgres.StoredRun;
import dev.ccrunner.run.RunStatus;
import dev.ccrunner.session.SessionId;
import dev.ccrunner.testkit.fakecli.FakeCli;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The runs of a session with two workers that both hear of them. */
class WarmSessionsOfTwoWorkersTest {
  private static final int TURNS = 6;

  @TempDir Path folder;
  private RunningWorker one;
  private RunningWorker other;

  @BeforeEach
  void start() throws IOException {
    // Longer than it takes on a machine that is busy with tests.
    var patient = "--ccr.worker.warm.yield=20s";
    one = RunningWorker.start(folder.resolve("1"), patient);
    other = one.another(folder.resolve("2"), patient);
  }

  @AfterEach
  void stop() {
    other.stop();
    one.close();
  }

  @Test
  void bringsEachRunToTheWorkerThatKeepsItsClaudeCode() {
    var session = one.session();
    var first = carryOut(session);

    for (int turn = 1; turn < TURNS; turn++) {
      assertThat(life(carryOut(session))).isEqualTo(life(first));
    }
  }

  private StoredRun carryOut(SessionId session) {
    var ended = one.awaitEnd(one.submit(session, FakeCli.prompt("{\"life\":true}")));
    assertThat(ended.status()).as("%s", ended.failure()).isEqualTo(RunStatus.SUCCEEDED);
    return ended;
  }

  private static String life(StoredRun run) {
    return String.valueOf(run.result().text()).replaceAll("(?s).*life ([0-9a-f-]+).*", "$1");
  }
}
