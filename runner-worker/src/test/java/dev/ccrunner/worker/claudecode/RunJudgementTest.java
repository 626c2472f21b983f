package dev.ccrunner.worker.claudecode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.ccrunner.run.FailureCode;
import dev.ccrunner.run.RunFailure;
import dev.ccrunner.run.RunOutcome;
import dev.ccrunner.worker.claudecode.Evidence.Stops;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class RunJudgementTest {
  private static final CliResult GOOD = result("\"terminal_reason\":\"completed\"");
  private static final CliResult INTERRUPTED =
      result("\"is_error\":true,\"terminal_reason\":\"aborted_tools\",\"errors\":[\"x\"]");

  /** Those recordings that did not end well; all others must be successes. */
  @ParameterizedTest
  @CsvSource({
    "70-max-turns, MAX_TURNS",
    "134-resume-at, BUDGET_EXCEEDED",
    "170-noauth, PROVIDER_AUTH",
    "80-err500-default, PROVIDER_ERROR",
    "82-err429-retries1, PROVIDER_RATE_LIMITED",
    "83g-destroy, PROVIDER_UNREACHABLE",
    "45-resume-unknown, SESSION_UNAVAILABLE",
    "300-defer-single, CLI_ERROR",
    "302-defer-parallel-both, CLI_ERROR",
  })
  void judgesFailedRecordings(String name, FailureCode expected) {
    assertThat(code(judge(recorded(name, 1)))).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({
    "130-kill9-midrun, 137, CLI_CRASHED",
    "81-err401, 143, CLI_CRASHED",
    "91-sigterm-oneshot-bash, 143, CLI_CRASHED",
    "92-sigkill-oneshot-bash, 137, CLI_CRASHED",
    "29-bidi-badlines, 1, LAUNCH_FAILED",
    "54b-mcp-invalidjson, 1, LAUNCH_FAILED",
  })
  void judgesRecordingsWithoutAResult(String name, int exitCode, FailureCode expected) {
    assertThat(Transcripts.messages(name, CliMessage.TurnEnded.class)).isEmpty();
    assertThat(code(judge(recorded(name, exitCode)))).isEqualTo(expected);
  }

  static Stream<String> goodRecordings() {
    var failed =
        List.of(
            "70-", "134-", "170-", "80-", "82-", "83g-", "45-", "300-", "302-", "130-", "81-",
            "91-", "92-", "29-", "54b-");
    return Transcripts.names().filter(name -> failed.stream().noneMatch(name::startsWith));
  }

  @ParameterizedTest
  @MethodSource("goodRecordings")
  void judgesAllOtherRecordingsAsSuccesses(String name) {
    var outcome = judge(recorded(name, 0));

    // The last result counts: in 161 the first turn hit its limit, the second did not.
    assertThat(outcome).isEqualTo(new RunOutcome.Succeeded());
  }

  static Stream<Arguments> stopped() {
    var cancel = new Stops(Optional.of("by a person"), false, false, false, Optional.empty());
    var timeout = new Stops(Optional.empty(), false, true, false, Optional.empty());
    var idle = new Stops(Optional.empty(), false, false, true, Optional.empty());
    var budget = new Stops(Optional.empty(), false, false, false, Optional.of("No money."));
    var stopping = new Stops(Optional.empty(), true, false, false, Optional.empty());
    var all = new Stops(Optional.of("by a person"), true, true, true, Optional.of("No money."));
    return Stream.of(
        arguments(cancel, INTERRUPTED, null, "cancelled"),
        arguments(cancel, null, null, "cancelled"),
        arguments(all, INTERRUPTED, null, "cancelled"),
        arguments(timeout, INTERRUPTED, null, "timeout"),
        arguments(timeout, null, null, "timeout"),
        arguments(idle, null, null, "idle_timeout"),
        arguments(idle, null, new ProviderError(529, "overloaded_error", "busy"), "idle_timeout"),
        arguments(idle, null, new ProviderError(401, "", ""), "provider_auth"),
        arguments(budget, INTERRUPTED, null, "budget_exceeded"),
        arguments(budget, null, new ProviderError(402, "", ""), "budget_exceeded"),
        arguments(stopping, INTERRUPTED, null, "worker_lost"),
        // All of these came too late.
        arguments(stopping, GOOD, null, "succeeded"),
        arguments(cancel, GOOD, null, "succeeded"),
        arguments(timeout, GOOD, null, "succeeded"),
        arguments(all, GOOD, null, "succeeded"));
  }

  @ParameterizedTest
  @MethodSource("stopped")
  void whoStoppedItCountsUnlessItWasDone(
      Stops stops, @Nullable CliResult result, @Nullable ProviderError error, String expected) {
    var evidence =
        new Evidence(
            OptionalInt.of(143),
            true,
            Optional.ofNullable(result),
            Optional.ofNullable(error),
            stops,
            List.of());

    assertThat(name(judge(evidence))).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({
    "0, PROVIDER_UNREACHABLE",
    "400, PROVIDER_ERROR",
    "401, PROVIDER_AUTH",
    "402, PROVIDER_ERROR",
    "403, PROVIDER_AUTH",
    "404, MODEL_NOT_FOUND",
    "429, PROVIDER_RATE_LIMITED",
    "500, PROVIDER_ERROR",
    "503, PROVIDER_ERROR",
    "529, PROVIDER_OVERLOADED",
  })
  void theBrokersWordCountsMoreThanWhatClaudeCodeMadeOfIt(int status, FailureCode expected) {
    var result =
        result(
            "\"is_error\":true,\"terminal_reason\":\"api_error\","
                + "\"api_error_status\":502,\"result\":\"API Error: 502\"");
    var error = new ProviderError(status, "some_error", "its own words");

    var outcome = judge(evidence(1, result, Optional.of(error)));

    assertThat(code(outcome)).isEqualTo(expected);
    assertThat(message(outcome)).contains("its own words.").endsWith(expected.advice());
  }

  @ParameterizedTest
  @CsvSource({
    "'\"terminal_reason\":\"prompt_too_long\",\"api_error_status\":400', PROMPT_TOO_LONG",
    "'\"terminal_reason\":\"blocking_limit\"', PROMPT_TOO_LONG",
    "'\"terminal_reason\":\"image_error\",\"api_error_status\":413', PROMPT_TOO_LONG",
    "'\"terminal_reason\":\"api_error\",\"api_error_status\":404', MODEL_NOT_FOUND",
    "'\"terminal_reason\":\"api_error\",\"api_error_status\":529', PROVIDER_OVERLOADED",
    "'\"terminal_reason\":\"api_error\",\"api_error\":\"connection_failed\"', PROVIDER_UNREACHABLE",
    "'\"terminal_reason\":\"never_heard_of\"', CLI_ERROR",
    "'\"terminal_reason\":\"completed\",\"api_error_status\":401', PROVIDER_AUTH",
    "'\"startup_failure_reason\":\"sandbox_required_unavailable\"', LAUNCH_FAILED",
  })
  void knowsTheEndsThatAreNotRecorded(String fields, FailureCode expected) {
    var result = result("\"is_error\":true,\"result\":\"words\"," + fields);

    assertThat(code(judge(evidence(1, result, Optional.empty())))).isEqualTo(expected);
  }

  @Test
  void neverJudgesBySubtype() {
    var result =
        result("\"subtype\":\"success\",\"is_error\":true,\"terminal_reason\":\"completed\"");

    assertThat(name(judge(evidence(0, result, Optional.empty())))).isEqualTo("cli_error");
  }

  @Test
  void anEndThatNobodyKnowsIsNoSuccess() {
    var result = result("\"is_error\":false,\"terminal_reason\":\"something_new\"");

    var outcome = judge(evidence(0, result, Optional.empty()));

    assertThat(message(outcome)).contains("something_new");
  }

  @Test
  void exitZeroWithoutAResultIsACrash() {
    var outcome =
        judge(
            new Evidence(
                OptionalInt.of(0),
                true,
                Optional.empty(),
                Optional.empty(),
                Stops.NONE,
                List.of()));

    assertThat(code(outcome)).isEqualTo(FailureCode.CLI_CRASHED);
    assertThat(message(outcome)).contains("exit code 0");
  }

  @Test
  void aRefusalToStartTellsTheLastWordsOfItsErrorOutput() {
    var outcome =
        judge(
            new Evidence(
                OptionalInt.of(1),
                false,
                Optional.empty(),
                Optional.empty(),
                Stops.NONE,
                List.of("some warning", "error: unknown option '--nonsense'", "")));

    assertThat(code(outcome)).isEqualTo(FailureCode.LAUNCH_FAILED);
    assertThat(message(outcome)).contains("error: unknown option '--nonsense'.");
  }

  @Test
  void aProcessThatNeverWasIsAFailedLaunch() {
    var outcome =
        judge(
            new Evidence(
                OptionalInt.empty(),
                false,
                Optional.empty(),
                Optional.empty(),
                Stops.NONE,
                List.of()));

    assertThat(code(outcome)).isEqualTo(FailureCode.LAUNCH_FAILED);
  }

  private static Evidence recorded(String name, int exitCode) {
    var results = Transcripts.messages(name, CliMessage.TurnEnded.class);
    return new Evidence(
        OptionalInt.of(exitCode),
        !Transcripts.messages(name, CliMessage.Initialised.class).isEmpty(),
        results.isEmpty() ? Optional.empty() : Optional.of(results.getLast().result()),
        Optional.empty(),
        Stops.NONE,
        Transcripts.stderr(name));
  }

  private static Evidence evidence(
      int exitCode, CliResult result, Optional<ProviderError> providerError) {
    return new Evidence(
        OptionalInt.of(exitCode), true, Optional.of(result), providerError, Stops.NONE, List.of());
  }

  private static CliResult result(String fields) {
    var messages =
        new OutputMapper(EventLimits.DEFAULTS).map("{\"type\":\"result\"," + fields + "}");
    return messages.stream()
        .filter(CliMessage.TurnEnded.class::isInstance)
        .map(message -> ((CliMessage.TurnEnded) message).result())
        .findFirst()
        .orElseThrow();
  }

  private static RunOutcome judge(Evidence evidence) {
    return RunJudgement.judge(evidence);
  }

  private static String name(RunOutcome outcome) {
    return switch (outcome) {
      case RunOutcome.Succeeded _ -> "succeeded";
      case RunOutcome.Cancelled _ -> "cancelled";
      case RunOutcome.Failed(var failure) -> failure.code().wireName();
    };
  }

  private static FailureCode code(RunOutcome outcome) {
    assertThat(outcome).isInstanceOf(RunOutcome.Failed.class);
    return ((RunOutcome.Failed) outcome).failure().code();
  }

  private static String message(RunOutcome outcome) {
    assertThat(outcome).isInstanceOf(RunOutcome.Failed.class);
    return ((RunOutcome.Failed) outcome).failure().message();
  }

  @Test
  void blamesTheLimitForWhichItWasEndedAndNotHowItEnded() {
    var over = RunFailure.of(FailureCode.OOM, "Too much.");
    var stops = machine(Optional.of(over), Optional.empty());

    assertThat(
            judge(
                new Evidence(
                    OptionalInt.of(137),
                    true,
                    Optional.empty(),
                    Optional.empty(),
                    stops,
                    List.of())))
        .isEqualTo(new RunOutcome.Failed(over));
    assertThat(
            judge(
                new Evidence(
                    OptionalInt.of(0),
                    true,
                    Optional.of(GOOD),
                    Optional.empty(),
                    stops,
                    List.of())))
        .isEqualTo(new RunOutcome.Succeeded());
  }

  @Test
  void blamesARefusalOnlyForAnEndThatNothingElseExplains() {
    var refused = RunFailure.of(FailureCode.PROCESS_LIMIT, "Too many.");
    var stops = machine(Optional.empty(), Optional.of(refused));

    assertThat(
            judge(
                new Evidence(
                    OptionalInt.of(1), true, Optional.empty(), Optional.empty(), stops, List.of())))
        .isEqualTo(new RunOutcome.Failed(refused));
    assertThat(
            code(
                judge(
                    new Evidence(
                        OptionalInt.of(1),
                        true,
                        Optional.of(INTERRUPTED),
                        Optional.empty(),
                        stops,
                        List.of()))))
        .isNotEqualTo(FailureCode.PROCESS_LIMIT);
    assertThat(
            judge(
                new Evidence(
                    OptionalInt.of(0),
                    true,
                    Optional.of(GOOD),
                    Optional.empty(),
                    stops,
                    List.of())))
        .isEqualTo(new RunOutcome.Succeeded());
  }

  private static Stops machine(Optional<RunFailure> overLimit, Optional<RunFailure> refused) {
    return new Stops(Optional.empty(), false, false, false, Optional.empty(), overLimit, refused);
  }
}
