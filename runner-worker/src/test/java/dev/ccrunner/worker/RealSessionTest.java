package dev.ccrunner.worker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ccrunner.infra.postgres.StoredRun;
import dev.ccrunner.run.RunId;
import dev.ccrunner.run.RunStatus;
import dev.ccrunner.testkit.RealClaude;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Sessions of the real Claude Code, against the demo model. */
@Timeout(300)
class RealSessionTest {
  @TempDir Path folder;

  @Test
  void goesOnAfterAWorkerThatWasLostInTheMiddleOfATurn() throws IOException {
    try (var workers = start()) {
      var session = workers.current().session();
      var one =
          workers
              .current()
              .submit(
                  session,
                  "Mind codeword-oak. "
                      + "SCRIPT<<[{\"tool\":\"Bash\",\"input\":{\"command\":\"echo first > one.txt\"}},"
                      + "{\"text\":\"Noted.\"}]>>");
      succeeded(workers, one);

      var two =
          workers
              .next()
              .submit(
                  session,
                  "Mind codeword-elm. "
                      + "SCRIPT<<[{\"tool\":\"Bash\",\"input\":{\"command\":\"echo second > two.txt\"}},"
                      + "{\"text\":\"Never said.\",\"delay_ms\":600000}]>>");
      workers.awaitKept(session, two);
      workers.loseForGood(two);

      var three =
          workers
              .next()
              .submit(
                  session,
                  "SCRIPT<<[{\"tool\":\"Bash\",\"input\":{\"command\":\"cat one.txt two.txt\"}},"
                      + "{\"recall\":\"codeword-[a-z]+\"}]>>");
      var told = succeeded(workers, three);

      assertThat(told.result().text()).isEqualTo("codeword-oak, codeword-elm");
      assertThat(workers.current().events(three, "agent.tool_result", "first\\nsecond")).hasSize(1);
    }
  }

  @Test
  void goesOnWithTheSameRunAndSaysItsPromptOnce() throws IOException {
    try (var workers = start()) {
      var session = workers.current().session();
      var run =
          workers
              .current()
              .submit(
                  session,
                  "Mind codeword-ash. "
                      + "SCRIPT<<[{\"tool\":\"Bash\",\"input\":{\"command\":\"echo first > one.txt\"}},"
                      + "{\"text\":\"Slow.\",\"delay_ms\":600000},"
                      + "{\"tool\":\"Bash\",\"input\":{\"command\":\"cat one.txt\"}},"
                      + "{\"recall\":\"(?:Mind codeword-ash|Continue from where)\"}]>>");
      workers.awaitKept(session, run);
      workers.loseForAnotherAttempt(run);

      workers.next().ring(run);
      var told = succeeded(workers, run);

      assertThat(told.attempt()).isEqualTo(2);
      assertThat(told.result().text()).isEqualTo("Mind codeword-ash, Continue from where");
      assertThat(workers.current().events(run, "agent.tool_result", "first")).hasSize(1);
    }
  }

  private WorkersInTurn start() throws IOException {
    return WorkersInTurn.start(
        folder,
        "--ccr.worker.claude-bin=" + RealClaude.binary(),
        "--ccr.worker.broker.api-key=sk-none");
  }

  private static StoredRun succeeded(WorkersInTurn workers, RunId run) {
    var ended = workers.current().awaitEnd(run);
    assertThat(ended.status()).as("%s", ended.failure()).isEqualTo(RunStatus.SUCCEEDED);
    return ended;
  }
}
