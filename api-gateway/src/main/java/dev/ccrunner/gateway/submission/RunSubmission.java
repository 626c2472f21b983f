package dev.ccrunner.gateway.submission;

import dev.ccrunner.gateway.web.Fields;
import dev.ccrunner.gateway.web.JsonBody;
import dev.ccrunner.run.PermissionRules;
import io.swagger.v3.oas.annotations.media.Schema;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A request for a run whose fields all have the right type; nothing about it is decided yet. Null
 * means that the client did not say.
 */
@Schema(
    name = "RunRequest",
    minProperties = 1,
    additionalProperties = Schema.AdditionalPropertiesValue.FALSE,
    description = "A run to be carried out. A null field is the same as none.")
record RunSubmission(
    @Schema(
            description = "What Claude Code is to do. May be absent when content has a text.",
            example = "Fix the failing test")
        @Nullable String prompt,
    @Schema(
            description =
                "The prompt in parts: texts, images and documents. A prompt beside it is its first"
                    + " part.")
        @Nullable List<ContentRequest> content,
    @Schema(
            description = "The conversation that the run goes on with; none when absent.",
            example = "ses_01kb3xw6q8e0fb2a3c4d5e6f7g")
        @Nullable String sessionId,
    @Schema(
            description = "A model name or alias; Claude Code's default when absent.",
            example = "sonnet")
        @Nullable String model,
    @Schema(description = "Used when the model is overloaded.") @Nullable String fallbackModel,
    @Schema(allowableValues = {"low", "medium", "high", "xhigh", "max"}) @Nullable String effort,
    @Schema(description = "Replaces Claude Code's system prompt.") @Nullable String systemPrompt,
    @Schema(description = "Is added to the system prompt.") @Nullable String appendSystemPrompt,
    @Schema(
            description = "What Claude Code may do without asking.",
            defaultValue = "default",
            allowableValues = {"default", "acceptEdits", "plan", "bypassPermissions", "dontAsk"})
        @Nullable String permissionMode,
    @Schema(implementation = Rules.class) @Nullable PermissionRules permissions,
    @Schema(
            defaultValue = "false",
            description =
                "Whether a prompt that begins with / is a command of Claude Code or of the"
                    + " workspace.")
        @Nullable Boolean slashCommands,
    @Schema(
            defaultValue = "false",
            description =
                "Whether @path in a prompt reads that file, without asking: any that the sandbox"
                    + " has, and none beside it.")
        @Nullable Boolean fileMentions,
    @Nullable WorkspaceRequest workspace,
    @Nullable OutputRequest output,
    @Nullable List<CheckRequest> checks,
    @Nullable Limits limits,
    @Nullable Retry retry,
    @Nullable Queue queue,
    @Schema(description = "Environment variables of the process.")
        @Nullable Map<String, String> env,
    @Schema(
            description =
                "Ids of secrets of the kind env: their values become environment variables.",
            example = "[\"sec_01kb3xw6q8e0fb2a3c4d5e6f7g\"]")
        @Nullable List<String> secrets,
    @Schema(
            description =
                "Id of a secret of the kind provider: whose account pays. The team's default when"
                    + " absent, else the deployment's.")
        @Nullable String providerSecret,
    @Schema(description = "Names and values to find runs by.", example = "{\"ci\":\"gh-123\"}")
        @Nullable Map<String, String> labels) {

  /** Fields of the API that come with later versions. */
  private static final List<String> LATER =
      List.of(
          "profile",
          "approvals",
          "mcp_servers",
          "require_mcp",
          "skills",
          "plugins",
          "hooks",
          "agents",
          "network",
          "webhook");

  private static final List<String> QUEUE_LATER =
      List.of("lane", "priority", "concurrency_key", "on_conflict", "not_before");

  /** The form of a duration, for the description. */
  static final String DURATION = "^[0-9]{1,9}(ms|s|m|h|d)$";

  /** The form of a size, for the description. */
  private static final String SIZE = "^[0-9]{1,6}[KMGT]i$";

  /** The form of the rules, for the description: each list may be left out. */
  @Schema(
      name = "RunPermissions",
      additionalProperties = Schema.AdditionalPropertiesValue.FALSE,
      description = "Rules in Claude Code's own form; deny beats ask beats allow.")
  record Rules(
      @Schema(example = "[\"Read\",\"Bash(mvn test:*)\"]") @Nullable List<String> allow,
      @Nullable List<String> ask,
      @Nullable List<String> deny) {}

  /** What the run may use. */
  @Schema(name = "RunLimits", additionalProperties = Schema.AdditionalPropertiesValue.FALSE)
  record Limits(
      @Schema(
              type = "string",
              description = "US dollars, as a decimal in a string.",
              example = "2.00")
          @Nullable BigDecimal maxCostUsd,
      @Schema(minimum = "1", example = "40") @Nullable Integer maxTurns,
      @Schema(type = "string", pattern = DURATION, defaultValue = "45m", example = "45m")
          @Nullable Duration timeout,
      @Schema(type = "string", pattern = DURATION, defaultValue = "15m", example = "5m")
          @Nullable Duration idleTimeout,
      @Schema(
              type = "string",
              pattern = SIZE,
              description = "Of all its processes together; the worker's default when absent.",
              example = "2Gi")
          @Nullable Long memory,
      @Schema(
              type = "string",
              description = "Of all its processes together; the worker's default when absent.",
              example = "0.5")
          @Nullable BigDecimal cpus,
      @Schema(
              type = "string",
              pattern = SIZE,
              description = "In its directories; the worker's default when absent.",
              example = "4Gi")
          @Nullable Long disk,
      @Schema(
              minimum = "32",
              description = "At the same time, threads included; the worker's default when absent.",
              example = "512")
          @Nullable Integer processes) {}

  /** How the run waits. */
  @Schema(name = "RunQueueing", additionalProperties = Schema.AdditionalPropertiesValue.FALSE)
  record Queue(
      @Schema(
              type = "string",
              pattern = DURATION,
              description =
                  "A run that no worker has claimed by then fails with the code expired; for as"
                      + " long as it takes when absent.",
              example = "10m")
          @Nullable Duration expiresAfter) {}

  /** When the service itself may try again. */
  @Schema(name = "RunRetry", additionalProperties = Schema.AdditionalPropertiesValue.FALSE)
  record Retry(
      @Schema(
              minimum = "1",
              maximum = "10",
              defaultValue = "1",
              description = "The first attempt included.")
          @Nullable Integer maxAttempts,
      @Schema(
              description = "Codes of failures after which another attempt is allowed.",
              example = "[\"worker_lost\",\"overloaded\"]")
          @Nullable List<String> on) {}

  /** Reads a request; refuses one with wrong types, or with fields that there are not. */
  static RunSubmission read(JsonBody body) {
    Fields fields = body.fields();
    Fields rules = fields.object("permissions");
    Fields limits = fields.object("limits");
    Fields retry = fields.object("retry");
    Fields queue = fields.object("queue");
    var submission =
        new RunSubmission(
            fields.text("prompt"),
            ContentRequest.read(fields),
            fields.text("session_id"),
            fields.text("model"),
            fields.text("fallback_model"),
            fields.text("effort"),
            fields.text("system_prompt"),
            fields.text("append_system_prompt"),
            fields.text("permission_mode"),
            new PermissionRules(rules.texts("allow"), rules.texts("ask"), rules.texts("deny")),
            fields.flag("slash_commands"),
            fields.flag("file_mentions"),
            WorkspaceRequest.read(fields),
            OutputRequest.read(fields),
            CheckRequest.read(fields),
            new Limits(
                limits.decimal("max_cost_usd"),
                limits.integer("max_turns"),
                limits.duration("timeout"),
                limits.duration("idle_timeout"),
                limits.size("memory"),
                limits.decimal("cpus"),
                limits.size("disk"),
                limits.integer("processes")),
            new Retry(retry.integer("max_attempts"), retry.texts("on")),
            new Queue(queue.duration("expires_after")),
            fields.textMap("env"),
            fields.texts("secrets"),
            fields.text("provider_secret"),
            fields.textMap("labels"));
    fields.unsupported(LATER);
    queue.unsupported(QUEUE_LATER);
    fields.done();
    return submission;
  }
}
