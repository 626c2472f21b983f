package dev.ccrunner.worker.claudecode;

import static dev.ccrunner.worker.claudecode.WireJson.flag;
import static dev.ccrunner.worker.claudecode.WireJson.textOrNull;

import dev.ccrunner.run.ModelUse;
import dev.ccrunner.run.RunResult;
import dev.ccrunner.run.RunUsage;
import dev.ccrunner.run.TokenUsage;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The line {@code {"type":"result",…}} that ends a turn. A process may print several; the last one
 * counts.
 *
 * @param text the agent's final words; null in results of an aborted turn
 * @param structuredJson the structured output as JSON; null when none was asked for or none came
 * @param numTurns model turns of the whole process so far
 * @param permissionDenialsJson a JSON array of the calls that were refused
 * @param usage since the result before; empty for versions before 2.1.198, which do not say
 * @param totalCostUsd by Claude Code's list prices; of a resumed session it includes all runs
 *     before, so it is not what this run cost
 * @param deferredToolUseJson the call that ended the turn to wait for a person; null: none
 * @param messageUuids the messages of ours that this turn has dealt with; empty for versions that
 *     do not say
 */
public record CliResult(
    Ending ending,
    @Nullable String text,
    @Nullable String structuredJson,
    int numTurns,
    String permissionDenialsJson,
    RunUsage usage,
    BigDecimal totalCostUsd,
    @Nullable String deferredToolUseJson,
    List<String> messageUuids) {

  static final String MISSHAPEN = "structured_output_retry_exhausted";

  public CliResult {
    messageUuids = List.copyOf(messageUuids);
  }

  /**
   * How the turn ended.
   *
   * @param subtype {@code success} also for a failure of the provider: never judge by it
   * @param apiErrorStatus the provider's HTTP status; null when it did not answer or did not fail
   * @param apiErrorType the provider's word for its error; null when it said none
   * @param apiErrorKind Claude Code's word for the provider's failure, for example {@code
   *     connection_failed} or {@code authentication_failed}; null when there was none
   * @param terminalReason why the turn ended; null when it never began
   * @param startupFailureReason why it never began; null when it did, or when it does not say
   * @param localCommand the command of Claude Code that the prompt was, which asks no model; null:
   *     it was none
   */
  public record Ending(
      String subtype,
      boolean isError,
      @Nullable Integer apiErrorStatus,
      @Nullable String apiErrorType,
      @Nullable String apiErrorKind,
      @Nullable String terminalReason,
      @Nullable String stopReason,
      @Nullable String startupFailureReason,
      @Nullable String localCommand,
      List<String> errors) {

    public Ending {
      errors = List.copyOf(errors);
    }

    /** Whether the turn ended because it was interrupted. */
    public boolean aborted() {
      return terminalReason != null && terminalReason.startsWith("aborted_");
    }

    static Ending of(JsonNode line, @Nullable String apiErrorKind) {
      JsonNode status = line.path("api_error_status");
      String kind = textOrNull(line, "api_error");
      List<String> errors = new ArrayList<>();
      line.path("errors").forEach(error -> errors.add(error.asString()));
      return new Ending(
          WireJson.text(line, "subtype"),
          flag(line, "is_error"),
          status.isInt() ? (Integer) status.intValue() : null,
          textOrNull(line, "api_error_type"),
          kind == null ? apiErrorKind : kind,
          textOrNull(line, "terminal_reason"),
          textOrNull(line, "stop_reason"),
          textOrNull(line, "startup_failure_reason"),
          textOrNull(line, "local_command"),
          errors);
    }
  }

  /**
   * Whether the turn ended well. Neither the exit code nor {@code subtype} say it: both are also
   * good when the provider failed or the turn only waits for a person. The list is short on
   * purpose: an end that we do not know is not called a success.
   */
  public boolean good() {
    if (ending.isError() || ending.apiErrorStatus() != null || ending.apiErrorType() != null) {
      return false;
    }
    return switch (ending.terminalReason()) {
      case "completed", "stop_hook_prevented", "hook_stopped" -> true;
      case null -> ending.localCommand() != null; // it has no turn that could end
      default -> false;
    };
  }

  /** Whether it failed for no other reason than that its answer did not fit the schema. */
  public boolean misshapen() {
    return MISSHAPEN.equals(ending.terminalReason());
  }

  /** What the run brings home if this is its last result. */
  public RunResult toRunResult() {
    return new RunResult(text, structuredJson, numTurns, permissionDenialsJson);
  }

  static CliResult of(ObjectNode line, @Nullable String apiErrorKind) {
    JsonNode denials = line.path("permission_denials");
    return new CliResult(
        Ending.of(line, apiErrorKind),
        textOrNull(line, "result"),
        jsonOrNull(line, "structured_output"),
        line.path("num_turns").asInt(0),
        denials.isArray() ? WireJson.write(denials) : "[]",
        usage(line.path("model_usage_since_last_result")),
        line.path("total_cost_usd").asDecimal(BigDecimal.ZERO),
        jsonOrNull(line, "deferred_tool_use"),
        messageUuids(line));
  }

  private static List<String> messageUuids(ObjectNode line) {
    List<String> uuids = new ArrayList<>();
    line.path("user_message_uuids").forEach(uuid -> uuids.add(uuid.asString()));
    String only = textOrNull(line, "user_message_uuid");
    if (uuids.isEmpty() && only != null) {
      uuids.add(only);
    }
    return uuids;
  }

  private static @Nullable String jsonOrNull(JsonNode line, String name) {
    return line.hasNonNull(name) ? WireJson.write(line.path(name)) : null;
  }

  private static RunUsage usage(JsonNode byModel) {
    Map<String, ModelUse> used = new HashMap<>();
    for (var model : byModel.properties()) {
      JsonNode usage = model.getValue();
      used.put(
          model.getKey(),
          new ModelUse(
              new TokenUsage(
                  usage.path("inputTokens").asLong(0),
                  usage.path("outputTokens").asLong(0),
                  usage.path("cacheReadInputTokens").asLong(0),
                  usage.path("cacheCreationInputTokens").asLong(0)),
              usage.path("costUSD").asDecimal(BigDecimal.ZERO)));
    }
    return RunUsage.of(used);
  }
}
