package dev.ccrunner.worker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ccrunner.infra.postgres.BudgetPeriod;
import dev.ccrunner.infra.postgres.Budgets;
import dev.ccrunner.infra.postgres.StoredRun;
import dev.ccrunner.run.CheckSpec;
import dev.ccrunner.run.FailureCode;
import dev.ccrunner.run.OutputSpec;
import dev.ccrunner.run.PermissionMode;
import dev.ccrunner.run.RunId;
import dev.ccrunner.run.RunInput;
import dev.ccrunner.run.RunLimits;
import dev.ccrunner.run.RunSpec;
import dev.ccrunner.run.RunStatus;
import dev.ccrunner.team.Subject;
import dev.ccrunner.testkit.RealClaude;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.jdbc.core.JdbcTemplate;

/** The same with the real Claude Code: what it makes of schemas, checks, commands and mentions. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RealRoundsTest {
  private static final String SCHEMA =
      "{\"type\":\"object\",\"required\":[\"n\"],\"properties\":{\"n\":{\"type\":\"integer\"}}}";
  private static final String RIGHT = "{\"tool\":\"StructuredOutput\",\"input\":{\"n\":7}}";
  private static final String WRONG = "{\"tool\":\"StructuredOutput\",\"input\":{\"n\":\"x\"}}";

  /** A turn that costs more than any limit here, and has something to do before its next call. */
  private static final String DEAR =
      "SCRIPT<<[{\"text\":\"first\",\"tool\":\"Bash\",\"input\":{\"command\":\"echo one > one.txt\"},"
          + "\"usage\":{\"input_tokens\":1000000,\"output_tokens\":1000000}},"
          + "{\"text\":\"never said\"}]>>";

  @TempDir static Path folder;
  private Optional<RunningWorker> running = Optional.empty();

  @BeforeAll
  void start() throws Exception {
    running =
        Optional.of(
            RunningWorker.start(
                folder,
                "--ccr.worker.claude-bin=" + RealClaude.binary(),
                "--ccr.worker.broker.api-key=of-the-demo-model"));
  }

  @AfterAll
  void stop() {
    running.ifPresent(RunningWorker::close);
  }

  @Test
  void bringsHomeAnAnswerThatFitsTheSchema() {
    var run = submit(answering("[" + RIGHT + "]", SCHEMA, 0));

    var ended = worker().awaitEnd(run);

    assertThat(ended.status()).isEqualTo(RunStatus.SUCCEEDED);
    assertThat(ended.result().structuredJson()).isEqualTo("{\"n\":7}");
  }

  @Test
  void asksAgainForAnAnswerThatNeverCame() {
    // Claude Code asks once itself, and then takes no answer for a good one.
    var run =
        submit(answering("[{\"text\":\"no\"},{\"text\":\"still no\"}," + RIGHT + "]", SCHEMA, 1));

    var ended = worker().awaitEnd(run);

    assertThat(ended.status()).isEqualTo(RunStatus.SUCCEEDED);
    assertThat(ended.result().structuredJson()).isEqualTo("{\"n\":7}");
    assertThat(worker().events(run, "user.message", "no structured answer at all")).hasSize(1);
  }

  @Test
  void asksAgainWhenClaudeCodeHasGivenUp() {
    var fiveTimes = String.join(",", java.util.Collections.nCopies(5, WRONG));
    var run = submit(answering("[" + fiveTimes + "," + RIGHT + "]", SCHEMA, 1));

    assertThat(worker().awaitEnd(run).status()).isEqualTo(RunStatus.SUCCEEDED);
    assertThat(worker().events(run, "user.message", "StructuredOutput tool again")).hasSize(1);
  }

  @Test
  void saysWhatWasWrongWithTheLastAnswer() {
    var fiveTimes = String.join(",", java.util.Collections.nCopies(5, WRONG));
    var run = submit(answering("[" + fiveTimes + "]", SCHEMA, 0));

    var failure = Objects.requireNonNull(worker().awaitEnd(run).failure());

    assertThat(failure.code()).isEqualTo(FailureCode.OUTPUT_INVALID);
    assertThat(failure.message()).contains("/n").contains("integer");
  }

  @Test
  void holdsAnAnswerToWhatClaudeCodeIsNotTold() {
    var schema =
        """
        {"$schema":"https://json-schema.org/draft/2020-12/schema","type":"object",
         "properties":{"n":{"prefixItems":[{"type":"string"}]}},"required":["n"]}
        """;
    var wrong = "{\"tool\":\"StructuredOutput\",\"input\":{\"n\":[1]}}";
    var right = "{\"tool\":\"StructuredOutput\",\"input\":{\"n\":[\"a\"]}}";

    var run = submit(answering("[" + wrong + "," + right + "]", schema, 1));

    assertThat(worker().awaitEnd(run).status()).isEqualTo(RunStatus.SUCCEEDED);
    assertThat(worker().events(run, "user.message", "/n/0")).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"properties\":{\"a\":{\"if\":{\"type\":\"string\"}}}",
        "\"properties\":{\"a\":{\"items\":{\"type\":\"string\"},\"additionalItems\":false}}",
        "\"properties\":{\"a\":{\"pattern\":\"a\\\\-b\"},\"b\":{\"pattern\":\"(?i)b\"}}",
        "\"properties\":{\"a\":{\"enum\":[1,1]},\"b\":{\"example\":1}}",
        "\"properties\":{\"a\":{\"contains\":{\"type\":\"string\"},\"minContains\":1}}",
        "\"$defs\":{\"x\":{\"$anchor\":\"q\"}},\"properties\":{\"a\":{\"$ref\":\"#q\"}}",
        "\"dependentRequired\":{\"a\":[\"b\"]},\"unevaluatedProperties\":false",
        "\"not\":{\"required\":[\"z\"]},\"oneOf\":[{\"required\":[\"n\"]},{\"required\":[\"m\"]}]"
      })
  void startsWithEverySchemaThatIsOne(String keywords) {
    var schema =
        "{\"$schema\":\"https://json-schema.org/draft/2020-12/schema\",\"type\":\"object\","
            + keywords
            + "}";
    // Whether the answer fits is another matter.
    var run = submit(answering("[" + RIGHT + "]", schema, 0));

    var ended = worker().awaitEnd(run);

    assertThat(ended.result().structuredJson()).isEqualTo("{\"n\":7}");
  }

  @Test
  void mendsWhatACheckComplainsAbout() {
    var write =
        "{\"tool\":\"Bash\",\"input\":{\"command\":\"echo good > work.txt\"}},{\"text\":\"mended\"}";
    var run =
        submit(
            RunningWorker.saying("SCRIPT<<[{\"text\":\"done\"}," + write + "]>>")
                .checkedBy(
                    List.of(
                        new CheckSpec("work", "grep good work.txt", 1, Duration.ofSeconds(30)))));

    var ended = worker().awaitEnd(run);

    assertThat(ended.status()).isEqualTo(RunStatus.SUCCEEDED);
    assertThat(ended.result().text()).isEqualTo("mended");
    assertThat(worker().events(run, "check.finished", "\"passed\":true")).hasSize(1);
    assertThat(worker().events(run, "check.finished", "\"passed\":false")).hasSize(1);
  }

  @Test
  void wantsTheAnswerAgainAfterACheckHasFailed() {
    var spec =
        answering(
                "["
                    + RIGHT
                    + ",{\"tool\":\"Bash\",\"input\":{\"command\":\"touch ok\"}},"
                    + RIGHT.replace("7", "8")
                    + "]",
                SCHEMA,
                0)
            .checkedBy(List.of(new CheckSpec("ok", "test -f ok", 1, Duration.ofSeconds(30))));

    var ended = worker().awaitEnd(submit(spec));

    assertThat(ended.status()).isEqualTo(RunStatus.SUCCEEDED);
    assertThat(ended.result().structuredJson()).isEqualTo("{\"n\":8}");
  }

  /** The first request of a run shows what Claude Code made of the prompt. */
  @ParameterizedTest
  @CsvSource({
    "false, false, /clear,       heard,   unread",
    "false, false, @/etc/passwd, heard,   unread",
    "true,  false, /clear,       unheard, unread",
    "true,  false, @/etc/passwd, heard,   unread",
    "false, true,  /clear,       heard,   unread",
    "false, true,  @/etc/passwd, heard,   read",
    "true,  true,  /clear,       unheard, unread",
    "true,  true,  @/etc/passwd, heard,   read",
  })
  void takesCommandsAndMentionsOnlyWhereTheyAreAskedFor(
      boolean commands, boolean mentions, String prompt, String heard, String read) {
    int before = worker().requests().size();
    var run =
        submit(RunningWorker.saying(prompt).saying(new RunInput(List.of(), commands, mentions)));

    StoredRun ended = worker().awaitEnd(run);

    var requests = worker().requests();
    var bodies = String.join("\n", requests.subList(before, requests.size()));
    assertThat(ended.status()).isEqualTo(RunStatus.SUCCEEDED);
    assertThat(bodies.contains(prompt) ? "heard" : "unheard").isEqualTo(heard);
    assertThat(bodies.contains("root:x:0:0") || bodies.contains("nobody") ? "read" : "unread")
        .isEqualTo(read);
  }

  @Test
  void endsATurnInGoodOrderWhenTheRunsOwnLimitIsReached() {
    var run = submit(limited(RunningWorker.saying(DEAR), new BigDecimal("0.01")));

    var ended = worker().awaitEnd(run);

    assertThat(Objects.requireNonNull(ended.failure()).code())
        .isEqualTo(FailureCode.BUDGET_EXCEEDED);
    assertThat(worker().events(run, "agent.message", "first")).hasSize(1);
    assertThat(worker().events(run, "agent.message", "never said")).isEmpty();
  }

  @Test
  void endsATurnInGoodOrderWhenThereIsNoMoneyForItsNextCall() {
    var budgets = worker().bean(Budgets.class);
    var team = Subject.of(worker().team());
    budgets.put(worker().team(), team, BudgetPeriod.DAY, BigDecimal.ONE);
    var spent = budgets.find(worker().team(), team, BudgetPeriod.DAY).orElseThrow().spent();
    budgets.put(worker().team(), team, BudgetPeriod.DAY, spent.add(new BigDecimal("0.01")));

    var run = submit(limited(RunningWorker.saying(DEAR), new BigDecimal("1000000")));

    var ended = worker().awaitEnd(run);
    var _ = worker().bean(JdbcTemplate.class).update("delete from budget");
    assertThat(Objects.requireNonNull(ended.failure()).code())
        .isEqualTo(FailureCode.BUDGET_EXCEEDED);
    // Interrupted, and not told of an error: what the tool did is in the conversation.
    assertThat(worker().events(run, "agent.tool_result", "")).isNotEmpty();
    assertThat(worker().events(run, "usage.updated", "aborted_")).hasSize(1);
  }

  private static RunSpec answering(String script, String schema, int repairs) {
    return RunningWorker.saying("SCRIPT<<" + script + ">>")
        .bringing(new OutputSpec(schema, repairs, List.of(), true, null));
  }

  private static RunSpec limited(RunSpec spec, BigDecimal cost) {
    return new RunSpec(
        spec.prompt(),
        spec.model(),
        null,
        null,
        null,
        null,
        PermissionMode.BYPASS_PERMISSIONS,
        spec.permissions(),
        new RunLimits(cost, null, Duration.ofMinutes(2), Duration.ofMinutes(1)),
        spec.retry(),
        spec.env(),
        spec.secrets(),
        spec.input(),
        spec.workspace(),
        spec.output(),
        spec.checks());
  }

  private RunId submit(RunSpec spec) {
    return worker().submit(spec);
  }

  private RunningWorker worker() {
    return running.orElseThrow();
  }
}
