package dev.ccrunner.worker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ccrunner.infra.postgres.StoredRun;
import dev.ccrunner.run.CheckSpec;
import dev.ccrunner.run.FailureCode;
import dev.ccrunner.run.OutputSpec;
import dev.ccrunner.run.RunSpec;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What is looked at at the end of a run that goes on with what others have said. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RoundsInSessionsTest {
  private static final String FAILS_ONCE =
      "if test -f mended; then echo fine; else touch mended; echo 'it is broken'; exit 3; fi";
  private static final String SCHEMA =
      "{\"type\":\"object\",\"required\":[\"n\"],\"properties\":{\"n\":{\"type\":\"integer\"}}}";

  @TempDir static Path folder;
  private final Map<How, RunningWorker> workers = new EnumMap<>(How.class);

  /** How a run goes on with the one before. */
  enum How {
    /** With its Claude Code. */
    WARM(4),
    /** With another one. */
    RESUMED(0);

    private final int kept;

    How(int kept) {
      this.kept = kept;
    }
  }

  @BeforeAll
  void start() throws IOException {
    for (var how : How.values()) {
      workers.put(
          how,
          RunningWorker.start(
              folder.resolve(how.name()),
              "--ccr.worker.warm.max-sessions=" + how.kept,
              "--ccr.worker.warm.idle-time=10m"));
    }
  }

  @AfterAll
  void stop() {
    workers.values().forEach(RunningWorker::close);
  }

  @ParameterizedTest
  @EnumSource
  void tellsAFailedCheckInTheSameConversation(How how) {
    var turns = Turns.begin(worker(how));
    var first = turns.next("say one", "{\"life\":true}");

    var run =
        worker(how)
            .submit(
                turns.session(),
                Turns.saying("say two", "{\"life\":true,\"next\":{\"recall\":true,\"life\":true}}")
                    .checkedBy(List.of(check(FAILS_ONCE, 2))));
    var second = turns.succeeded(run);

    // What it answers to the failure is what it has heard before that.
    assertThat(second.result().text()).contains("say one", "say two").doesNotContain("broken");
    assertThat(worker(how).events(run, "user.message", "it is broken")).hasSize(1);
    assertThat(worker(how).events(run, "check.finished", "\"passed\":false")).hasSize(1);
    assertThat(worker(how).events(run, "check.finished", "\"passed\":true")).hasSize(1);
    assertThat(worker(how).events(run, "session.init", "").size()).isPositive();
    assertThat(worker(how).events(run, "agent.message", "life " + Turns.life(second))).hasSize(2);

    var third = turns.next("say three", "{\"recall\":true,\"life\":true}");
    assertThat(third.result().text()).containsSubsequence("say one", "say two", "it is broken");
    assertSame(how, first, second, third);
  }

  /** The checks of one run say nothing about the next. */
  @ParameterizedTest
  @EnumSource
  void goesOnAfterARunWhoseChecksHaveFailed(How how) {
    var turns = Turns.begin(worker(how));
    var before = turns.next("say one", "{\"life\":true}");

    var run =
        worker(how)
            .submit(
                turns.session(),
                Turns.saying("say two", "{\"write\":{\"a.txt\":\"A\"}}")
                    .checkedBy(List.of(check("exit 1", 0))));
    var failed = worker(how).awaitEnd(run);
    assertThat(Objects.requireNonNull(failed.failure()).code())
        .isEqualTo(FailureCode.CHECKS_FAILED);

    var after = turns.next("say three", "{\"recall\":true,\"life\":true,\"look\":true}");
    assertThat(after.result().text()).contains("say one", "say two").endsWith("a.txt=A");
    assertThat(Turns.life(after)).isNotEqualTo(Turns.life(before));
  }

  @ParameterizedTest
  @EnumSource
  void asksForAnAnswerThatFitsInTheSameConversation(How how) {
    var turns = Turns.begin(worker(how));
    var first =
        turns.next(answering("say one", "{\"life\":true,\"structured\":\"{\\\"n\\\":1}\"}"));
    assertThat(first.result().structuredJson()).isEqualTo("{\"n\":1}");

    var run =
        worker(how)
            .submit(
                turns.session(),
                answering(
                    "say two",
                    "{\"structured\":\"{\\\"n\\\":\\\"x\\\"}\","
                        + "\"next\":{\"recall\":true,\"life\":true,\"structured\":\"{\\\"n\\\":2}\"}}"));
    var second = turns.succeeded(run);

    assertThat(second.result().structuredJson()).isEqualTo("{\"n\":2}");
    assertThat(second.result().text()).contains("say one", "say two");
    assertThat(worker(how).events(run, "user.message", "StructuredOutput tool again")).hasSize(1);

    var third =
        turns.next(answering("say three", "{\"life\":true,\"structured\":\"{\\\"n\\\":3}\"}"));
    assertThat(third.result().structuredJson()).isEqualTo("{\"n\":3}");
    assertSame(how, first, second, third);
  }

  /** The answer of the run before is none of this one's. */
  @ParameterizedTest
  @EnumSource
  void takesNoAnswerOfTheRunBeforeForThisOnes(How how) {
    var turns = Turns.begin(worker(how));
    turns.next(answering("say one", "{\"structured\":\"{\\\"n\\\":1}\"}"));

    var run = worker(how).submit(turns.session(), answering("say two", "{\"text\":\"none\"}"));

    var failed = worker(how).awaitEnd(run);
    assertThat(Objects.requireNonNull(failed.failure()).code())
        .isEqualTo(FailureCode.OUTPUT_INVALID);
    assertThat(failed.result().structuredJson()).isNull();
  }

  private static void assertSame(How how, StoredRun first, StoredRun second, StoredRun third) {
    var lives = List.of(Turns.life(first), Turns.life(second), Turns.life(third));
    assertThat(lives.stream().distinct()).hasSize(how == How.WARM ? 1 : 3);
  }

  private static CheckSpec check(String command, int rounds) {
    return new CheckSpec("work", command, rounds, Duration.ofSeconds(30));
  }

  private static RunSpec answering(String words, String script) {
    return Turns.saying(words, script).bringing(new OutputSpec(SCHEMA, 1, List.of(), true, null));
  }

  private RunningWorker worker(How how) {
    return Objects.requireNonNull(workers.get(how));
  }
}
