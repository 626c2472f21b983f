package dev.ccrunner.worker.claudecode;

import dev.ccrunner.run.FailureCode;
import dev.ccrunner.run.RunFailure;
import dev.ccrunner.worker.claudecode.CliResult.Ending;
import java.util.Optional;

/** What a last result that is not good says about the run. */
final class ResultFailure {
  private ResultFailure() {}

  static RunFailure of(CliResult result, Optional<ProviderError> seenByBroker) {
    String said = Sentence.of(said(result));
    return switch (result.ending().terminalReason()) {
      case "max_turns" -> RunFailure.of(FailureCode.MAX_TURNS, said);
      case "budget_exhausted" -> RunFailure.of(FailureCode.BUDGET_EXCEEDED, said);
      case CliResult.MISSHAPEN -> RunFailure.of(FailureCode.OUTPUT_INVALID, said);
      case "prompt_too_long", "blocking_limit", "image_error" ->
          RunFailure.of(FailureCode.PROMPT_TOO_LONG, said);
      case "tool_deferred", "tool_deferred_unavailable" ->
          RunFailure.of(
              FailureCode.CLI_ERROR,
              "A hook put a tool call off for a person to decide, and nobody can.");
      case "aborted_streaming", "aborted_tools" ->
          RunFailure.of(
              FailureCode.CLI_ERROR, "Claude Code was interrupted, and not by this service.");
      case "api_error", "model_error" -> provider(result, seenByBroker);
      case null -> neverBegan(result.ending(), said);
      default ->
          result.ending().apiErrorStatus() == null
              ? RunFailure.of(FailureCode.CLI_ERROR, said)
              : provider(result, seenByBroker);
    };
  }

  /** The broker knows the provider's own answer; Claude Code only what the broker made of it. */
  private static RunFailure provider(CliResult result, Optional<ProviderError> seenByBroker) {
    if (seenByBroker.isPresent()) {
      return ProviderFailure.of(seenByBroker.get());
    }
    Ending ending = result.ending();
    String said = said(result);
    if (ending.apiErrorStatus() != null) {
      String type = ending.apiErrorType() == null ? "" : ending.apiErrorType();
      return ProviderFailure.of(new ProviderError(ending.apiErrorStatus(), type, said));
    }
    FailureCode code =
        switch (ending.apiErrorKind()) {
          case "authentication_failed",
              "oauth_org_not_allowed",
              "account_on_hold",
              "verification_required",
              "cloud_credential_error" ->
              FailureCode.PROVIDER_AUTH;
          case "rate_limit" -> FailureCode.PROVIDER_RATE_LIMITED;
          case "overloaded" -> FailureCode.PROVIDER_OVERLOADED;
          case "model_not_found" -> FailureCode.MODEL_NOT_FOUND;
          // Without a status nothing was answered.
          case "server_error", "connection_failed" -> FailureCode.PROVIDER_UNREACHABLE;
          case null, default -> FailureCode.PROVIDER_ERROR;
        };
    return RunFailure.of(code, Sentence.of(said));
  }

  private static RunFailure neverBegan(Ending ending, String said) {
    if (said.startsWith("No conversation found")) {
      return RunFailure.of(
          FailureCode.SESSION_UNAVAILABLE,
          "Claude Code does not take the conversation that was kept for its own: " + said);
    }
    return ending.startupFailureReason() == null
        ? RunFailure.of(FailureCode.CLI_ERROR, said)
        : RunFailure.of(
            FailureCode.LAUNCH_FAILED,
            "Claude Code refused to start (%s): %s".formatted(ending.startupFailureReason(), said));
  }

  private static String said(CliResult result) {
    String errors = String.join(" ", result.ending().errors());
    if (!errors.isBlank()) {
      return errors;
    }
    String text = result.text();
    if (text != null && !text.isBlank()) {
      return text;
    }
    return "Claude Code ended with terminal_reason " + result.ending().terminalReason();
  }
}
