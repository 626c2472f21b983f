package dev.ccrunner.testkit.fakecli;

import static dev.ccrunner.testkit.fakecli.LaunchedFake.type;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

@Timeout(60)
class FakeCliTest {

  private static final String SESSION = "0aa30f3a-ac15-4d63-9d0b-d458a54af8c9";

  @TempDir Path folder;

  @Test
  void saysItsVersionAndThatItIsAFake() throws Exception {
    try (var fake = launch("--version")) {
      assertThat(fake.lines()).containsExactly(FakeCli.VERSION + " (Claude Code) fake");
      assertThat(fake.exitCode()).isZero();
    }
  }

  @Test
  void answersAPlainPromptWithInitTextAndResult() throws Exception {
    var events =
        turn(
            "Hello",
            "--session-id",
            SESSION,
            "--model=some-model",
            "--permission-mode",
            "acceptEdits");

    assertThat(types(events)).containsExactly("system", "assistant", "result");
    var init = events.getFirst();
    assertThat(init.path("subtype").stringValue()).isEqualTo("init");
    assertThat(init.path("session_id").stringValue()).isEqualTo(SESSION);
    assertThat(init.path("model").stringValue()).isEqualTo("some-model");
    assertThat(init.path("permissionMode").stringValue()).isEqualTo("acceptEdits");
    assertThat(init.path("claude_code_version").stringValue()).isEqualTo(FakeCli.VERSION);
    assertThat(Path.of(init.path("cwd").stringValue())).isEqualTo(folder.toRealPath());
  }

  @Test
  void reportsAResultInTheShapeOfTheRealOne() throws Exception {
    var result = turn("Hello").getLast();

    assertThat(result.path("subtype").stringValue()).isEqualTo("success");
    assertThat(result.path("is_error").booleanValue()).isFalse();
    assertThat(result.path("terminal_reason").stringValue()).isEqualTo("completed");
    assertThat(result.path("result").stringValue()).isEqualTo("Hello from the fake CLI.");
    assertThat(result.path("num_turns").intValue()).isEqualTo(1);
    assertThat(result.path("total_cost_usd").doubleValue()).isPositive();
    assertThat(result.path("usage").path("output_tokens").intValue()).isPositive();
    assertThat(result.path("modelUsage").size()).isEqualTo(1);
    assertThat(result.path("model_usage_since_last_result").size()).isEqualTo(1);
    assertThat(result.path("permission_denials").isArray()).isTrue();
  }

  @Test
  void addsUpItsCostOverTheTurnsOfOneProcess() throws Exception {
    try (var fake = launch()) {
      fake.say("one");
      var first = fake.awaitEvent(type("result"));
      fake.say("two");
      var second = fake.awaitEvent(type("result"));

      assertThat(second.path("total_cost_usd").doubleValue())
          .isGreaterThan(first.path("total_cost_usd").doubleValue());
      assertThat(second.path("model_usage_since_last_result"))
          .isEqualTo(first.path("model_usage_since_last_result"));
    }
  }

  @Test
  void streamsTheTextInPiecesThatGiveTheText() throws Exception {
    var events =
        turn(
            FakeCli.prompt("{\"text\":\"héllo \\ud83d\\ude00 there\",\"deltas\":4}"),
            "--include-partial-messages");

    var pieces =
        events.stream()
            .map(event -> event.path("event").path("delta").path("text"))
            .filter(JsonNode::isString)
            .map(JsonNode::stringValue)
            .toList();
    assertThat(pieces).hasSize(4);
    assertThat(String.join("", pieces)).isEqualTo("héllo 😀 there");
    assertThat(events.getLast().path("result").stringValue()).isEqualTo("héllo 😀 there");
  }

  @Test
  void keepsDeltasToItselfUnlessAskedForThem() throws Exception {
    assertThat(types(turn(FakeCli.prompt("{\"deltas\":20}")))).doesNotContain("stream_event");
  }

  @Test
  void callsToolsAndEmitsEvents() throws Exception {
    var events = turn(FakeCli.prompt("{\"tools\":3,\"events\":1000}"));

    assertThat(types(events).stream().filter("user"::equals)).hasSize(3);
    assertThat(types(events).stream().filter("assistant"::equals)).hasSize(3 + 1000 + 1);
    assertThat(events.getLast().path("num_turns").intValue()).isEqualTo(4);
  }

  @Test
  void writesALineOfExactlyTheAskedSize() throws Exception {
    try (var fake = launch()) {
      fake.say(FakeCli.prompt("{\"line_bytes\":5000000}"));
      fake.endOfInput();

      assertThat(fake.lines())
          .anyMatch(line -> line.getBytes(StandardCharsets.UTF_8).length == 5_000_000);
    }
  }

  @Test
  void keepsARateAndSaysWhenEachEventWasWritten() throws Exception {
    var events = turn(FakeCli.prompt("{\"rate_hz\":50,\"count\":11}"));

    var texts =
        events.stream().map(event -> event.at("/message/content/0/text").asString("")).toList();
    var first = millis(texts, "event 1 at ");
    var last = millis(texts, "event 11 at ");
    // Ten gaps of 20 ms; a busy machine may add to them, never take away.
    assertThat(last - first).isGreaterThanOrEqualTo(195);
  }

  @Test
  void reportsAnErrorAsTheRealOneDoes() throws Exception {
    try (var fake = launch()) {
      fake.say(
          FakeCli.prompt(
              "{\"is_error\":true,\"terminal_reason\":\"api_error\",\"api_error_status\":401}"));
      fake.endOfInput();

      var result = fake.awaitEvent(type("result"));
      assertThat(result.path("is_error").booleanValue()).isTrue();
      assertThat(result.path("subtype").stringValue()).isEqualTo("success");
      assertThat(result.path("api_error_status").intValue()).isEqualTo(401);
      assertThat(fake.exitCode()).isEqualTo(1);
    }
  }

  @Test
  void exitsWithTheAskedCodeAndWithoutAResult() throws Exception {
    try (var fake = launch()) {
      fake.say(FakeCli.prompt("{\"exit\":7,\"no_result\":true,\"stderr\":\"it broke\"}"));

      assertThat(types(fake.events())).containsExactly("system", "assistant");
      assertThat(fake.exitCode()).isEqualTo(7);
      assertThat(fake.stderr()).isEqualTo("it broke\n");
    }
  }

  @Test
  void diesByASignalWhenAsked() throws Exception {
    try (var fake = launch()) {
      fake.say(FakeCli.prompt("{\"kill\":\"KILL\"}"));

      assertThat(fake.exitCode()).isEqualTo(128 + 9);
    }
  }

  @Test
  void mixesInGarbageAndUnknownTypes() throws Exception {
    try (var fake = launch()) {
      fake.say(FakeCli.prompt("{\"garbage\":true,\"unknown_type\":true}"));
      fake.endOfInput();

      var lines = fake.lines();
      assertThat(lines).anyMatch(line -> !line.startsWith("{"));
      assertThat(lines).anyMatch(line -> line.contains("\"type\":\"from_the_future\""));
    }
  }

  @Test
  void answersInitializeBeforeAnyPrompt() throws Exception {
    try (var fake = launch()) {
      fake.request("r1", "initialize");

      var response = fake.awaitEvent(event -> true).path("response");
      assertThat(response.path("request_id").stringValue()).isEqualTo("r1");
      assertThat(response.path("subtype").stringValue()).isEqualTo("success");
      assertThat(response.path("response").path("pid").longValue()).isEqualTo(fake.process().pid());
    }
  }

  @Test
  void refusesAnUnknownControlRequest() throws Exception {
    try (var fake = launch()) {
      fake.request("r1", "make_coffee");

      assertThat(fake.awaitEvent(type("control_response")).at("/response/error_code").stringValue())
          .isEqualTo("unsupported_request");
    }
  }

  @Test
  void endsTheTurnButNotTheProcessWhenInterrupted() throws Exception {
    try (var fake = launch()) {
      fake.say(FakeCli.prompt("{\"sleep_ms\":60000}"));
      fake.awaitEvent(type("assistant"));
      fake.request("r1", "interrupt");

      assertThat(fake.awaitEvent(type("control_response")).at("/response/request_id").stringValue())
          .isEqualTo("r1");
      var result = fake.awaitEvent(type("result"));
      assertThat(result.path("subtype").stringValue()).isEqualTo("error_during_execution");
      assertThat(result.path("terminal_reason").stringValue()).isEqualTo("aborted_streaming");

      fake.say("go on");
      assertThat(fake.awaitEvent(type("result")).path("is_error").booleanValue()).isFalse();
    }
  }

  @Test
  void leavesAtOnceWhenTheSessionIsEnded() throws Exception {
    try (var fake = launch()) {
      fake.say(FakeCli.prompt("{\"sleep_ms\":60000}"));
      fake.awaitEvent(type("assistant"));
      fake.request("r1", "end_session");

      assertThat(fake.exitCode()).isZero();
    }
  }

  @Test
  void finishesItsPromptsWhenTheInputEnds() throws Exception {
    try (var fake = launch()) {
      fake.say(FakeCli.prompt("{\"sleep_ms\":50,\"text\":\"first\"}"));
      fake.say("second");
      fake.endOfInput();

      assertThat(types(fake.events()).stream().filter("result"::equals)).hasSize(2);
      assertThat(fake.exitCode()).isZero();
    }
  }

  @Test
  void makesOneTurnOfTheMessagesThatComeWhileATurnRuns() throws Exception {
    try (var fake = launch()) {
      fake.say(FakeCli.prompt("{\"bash_ms\":300}"));
      fake.awaitEvent(type("assistant"));
      fake.say("second");
      fake.say("third");
      fake.endOfInput();

      assertThat(types(fake.events()).stream().filter("result"::equals)).hasSize(2);
      assertThat(fake.exitCode()).isZero();
    }
  }

  @Test
  void endsOnSigtermWithoutAResultUnlessToldToIgnoreIt() throws Exception {
    try (var fake = launch()) {
      fake.say(FakeCli.prompt("{\"sleep_ms\":60000}"));
      fake.awaitEvent(type("assistant"));
      fake.terminate();

      assertThat(fake.exitCode()).isEqualTo(143);
      assertThat(fake.lines()).isEmpty();
    }
    try (var stubborn = launch()) {
      stubborn.say(
          FakeCli.prompt("{\"ignore_term\":true,\"sleep_ms\":300,\"text\":\"still here\"}"));
      stubborn.awaitEvent(type("assistant"));
      stubborn.terminate();

      assertThat(stubborn.awaitEvent(type("result")).path("result").stringValue())
          .isEqualTo("still here");
    }
  }

  @Test
  void leavesAChildThatOutlivesIt() throws Exception {
    try (var fake = launch()) {
      fake.say(FakeCli.prompt("{\"fork\":true}"));
      fake.endOfInput();
      var pid =
          fake.awaitEvent(event -> event.path("subtype").asString("").equals("fake_child"))
              .path("pid")
              .longValue();
      var child = ProcessHandle.of(pid).orElseThrow();
      try {
        assertThat(fake.exitCode()).isZero();
        assertThat(child.isAlive()).isTrue();
      } finally {
        child.destroyForcibly();
      }
    }
  }

  @Test
  void endsWithAnErrorOnALineThatIsNoJson() throws Exception {
    try (var fake = launch()) {
      fake.send("no JSON");

      assertThat(fake.exitCode()).isEqualTo(1);
      assertThat(fake.stderr()).contains("Error parsing");
    }
  }

  @Test
  void answersByTheScriptThatWasLeftForTheNextMessage() throws Exception {
    try (var fake = launch()) {
      fake.say(
          FakeCli.prompt(
              "{\"structured\":\"{\\\"n\\\":\\\"x\\\"}\",\"next\":{\"text\":\"mended\",\"structured\":\"{\\\"n\\\":1}\"}}"));
      var first = fake.awaitEvent(type("result"));
      fake.say("Mend it.");
      var second = fake.awaitEvent(type("result"));
      fake.say("And then?");
      var third = fake.awaitEvent(type("result"));

      assertThat(first.path("structured_output").toString()).isEqualTo("{\"n\":\"x\"}");
      assertThat(second.path("result").stringValue()).isEqualTo("mended");
      assertThat(second.path("structured_output").toString()).isEqualTo("{\"n\":1}");
      assertThat(third.path("result").stringValue()).isEqualTo("Hello from the fake CLI.");
      assertThat(third.has("structured_output")).isFalse();
    }
  }

  @Test
  void diesOfWhatItHearsNext() throws Exception {
    try (var fake = launch()) {
      fake.say(FakeCli.prompt("{\"die_on_hearing\":\"KILL\"}"));
      fake.awaitEvent(type("result"));
      fake.say("Are you there?");

      assertThat(fake.events()).isEmpty();
      assertThat(fake.exitCode()).isEqualTo(128 + 9);
    }
  }

  @Test
  void needsNoMoreOfPerlThanEveryDebianHas() throws Exception {
    var base = Path.of("/usr/lib/x86_64-linux-gnu/perl-base");
    assumeTrue(Files.isDirectory(base), "perl-base lies elsewhere here");
    var program = FakeCli.install(folder);
    var onlyBase = "BEGIN { @INC = ('" + base + "') } do shift or die $@ || $!;";
    var builder = new ProcessBuilder("/usr/bin/perl", "-e", onlyBase, program.toString());
    builder.environment().clear();

    var process = builder.redirectErrorStream(true).start();
    try (var stdin = process.outputWriter()) {
      stdin.write("{\"type\":\"user\",\"message\":{\"role\":\"user\",\"content\":\"hi\"}}\n");
    }

    assertThat(process.inputReader().lines().toList())
        .hasSize(3)
        .last()
        .asString()
        .contains("\"type\":\"result\"");
  }

  private LaunchedFake launch(String... flags) throws IOException {
    return LaunchedFake.launch(folder, flags);
  }

  private List<JsonNode> turn(String prompt, String... flags) throws IOException {
    try (var fake = launch(flags)) {
      fake.say(prompt);
      fake.endOfInput();
      return fake.events();
    }
  }

  private static List<String> types(List<JsonNode> events) {
    return events.stream()
        .map(event -> event.path("type").stringValue())
        .collect(Collectors.toList());
  }

  private static double millis(List<String> texts, String prefix) {
    return texts.stream()
        .filter(text -> text.startsWith(prefix))
        .map(text -> Double.parseDouble(text.substring(prefix.length())))
        .findFirst()
        .orElseThrow();
  }
}
