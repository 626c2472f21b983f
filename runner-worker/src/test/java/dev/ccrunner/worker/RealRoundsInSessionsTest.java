package dev.ccrunner.worker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ccrunner.run.CheckSpec;
import dev.ccrunner.run.OutputSpec;
import dev.ccrunner.run.RunSpec;
import dev.ccrunner.testkit.RealClaude;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The same with the real Claude Code, which is kept from run to run, or goes on with its record.
 */
class RealRoundsInSessionsTest {
  private static final String SCHEMA =
      "{\"type\":\"object\",\"required\":[\"n\"],\"properties\":{\"n\":{\"type\":\"integer\"}}}";

  @TempDir Path folder;

  @ParameterizedTest(name = "{0} kept")
  @CsvSource({"4, 2", "0, 0"})
  void tellsAFailedCheckInTheSameConversation(int kept, int hits) throws Exception {
    try (var worker = start(kept)) {
      var turns = Turns.begin(worker);
      turns.next(RunningWorker.saying("Mind codeword-oak. SCRIPT<<[{\"text\":\"Minded.\"}]>>"));

      var run =
          worker.submit(
              turns.session(),
              RunningWorker.saying(
                      "Mind codeword-elm. SCRIPT<<[{\"text\":\"done\"},"
                          + "{\"tool\":\"Bash\",\"input\":{\"command\":\"echo good > work.txt\"}},"
                          + "{\"recall\":\"codeword-[a-z]+\"}]>>")
                  .checkedBy(
                      List.of(
                          new CheckSpec(
                              "work",
                              "grep good work.txt || { echo codeword-ash; false; }",
                              1,
                              Duration.ofSeconds(30)))));
      var second = turns.succeeded(run);

      assertThat(second.result().text()).isEqualTo("codeword-oak, codeword-elm, codeword-ash");
      assertThat(worker.events(run, "check.finished", "\"passed\":false")).hasSize(1);
      assertThat(worker.events(run, "check.finished", "\"passed\":true")).hasSize(1);
      var third = turns.next(RunningWorker.saying("SCRIPT<<[{\"recall\":\"codeword-[a-z]+\"}]>>"));
      assertThat(third.result().text()).isEqualTo("codeword-oak, codeword-elm, codeword-ash");
      assertThat(turns.turns("hit")).isEqualTo(hits);
    }
  }

  @ParameterizedTest(name = "{0} kept")
  @CsvSource({"4, 2", "0, 0"})
  void asksEachRunForAnAnswerThatFits(int kept, int hits) throws Exception {
    try (var worker = start(kept)) {
      var turns = Turns.begin(worker);
      var first = turns.next(answering("Mind codeword-oak.", right(1)));
      assertThat(first.result().structuredJson()).isEqualTo("{\"n\":1}");

      // Claude Code asks once itself, and then takes no answer for a good one.
      var run =
          worker.submit(
              turns.session(),
              answering(
                  "Mind codeword-elm.", "{\"text\":\"no\"},{\"text\":\"still no\"}," + right(2)));
      var second = turns.succeeded(run);

      assertThat(second.result().structuredJson()).isEqualTo("{\"n\":2}");
      assertThat(worker.events(run, "user.message", "no structured answer at all")).hasSize(1);
      var third = turns.next(answering("And now?", right(3)));
      assertThat(third.result().structuredJson()).isEqualTo("{\"n\":3}");
      assertThat(worker.requests().getLast()).contains("codeword-oak", "codeword-elm");
      assertThat(turns.turns("hit")).isEqualTo(hits);
    }
  }

  private RunningWorker start(int kept) throws Exception {
    return RunningWorker.start(
        folder,
        "--ccr.worker.claude-bin=" + RealClaude.binary(),
        "--ccr.worker.broker.api-key=of-the-demo-model",
        "--ccr.worker.warm.max-sessions=" + kept,
        "--ccr.worker.warm.idle-time=10m");
  }

  private static RunSpec answering(String words, String script) {
    return RunningWorker.saying(words + " SCRIPT<<[" + script + "]>>")
        .bringing(new OutputSpec(SCHEMA, 1, List.of(), true, null));
  }

  private static String right(int n) {
    return "{\"tool\":\"StructuredOutput\",\"input\":{\"n\":" + n + "}}";
  }
}
