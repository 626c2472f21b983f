package dev.ccrunner.gateway.submission;

import dev.ccrunner.gateway.web.DurationText;
import dev.ccrunner.gateway.web.SizeText;
import dev.ccrunner.run.CheckSpec;
import dev.ccrunner.run.FailureCode;
import dev.ccrunner.run.PermissionRules;
import dev.ccrunner.run.RunLimits;
import dev.ccrunner.run.RunSpec;
import dev.ccrunner.secret.SecretId;
import io.swagger.v3.oas.annotations.media.Schema;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The answer to {@code ?dry_run=true}: the request with everything filled in that it left open. */
@Schema(
    name = "ResolvedRunRequest",
    description = "A request with all defaults; nothing was stored.")
record ResolvedRequest(
    @Schema(allowableValues = "run_request") String object,
    String prompt,
    List<ResolvedContent.Part> content,
    @Nullable String sessionId,
    @Nullable String model,
    @Nullable String fallbackModel,
    @Nullable String effort,
    @Nullable String systemPrompt,
    @Nullable String appendSystemPrompt,
    String permissionMode,
    PermissionRules permissions,
    boolean slashCommands,
    boolean fileMentions,
    ResolvedContent.Workspace workspace,
    ResolvedOutput output,
    List<Check> checks,
    Limits limits,
    Retry retry,
    Queue queue,
    Map<String, String> env,
    List<String> secrets,
    @Schema(description = "Null: the team's default when the run starts, or the deployment's.")
        @Nullable String providerSecret,
    Map<String, String> labels) {

  /** The limits that would hold. */
  @Schema(name = "ResolvedRunLimits")
  record Limits(
      @Nullable String maxCostUsd,
      @Nullable Integer maxTurns,
      @Schema(example = "45m") String timeout,
      @Schema(example = "15m") String idleTimeout,
      @Schema(description = "Null: what the worker gives to each.", example = "2Gi")
          @Nullable String memory,
      @Nullable String cpus,
      @Nullable String disk,
      @Nullable Integer processes) {}

  /** A check that would be made. */
  @Schema(name = "ResolvedRunCheck")
  record Check(String name, String run, int maxRounds, @Schema(example = "10m") String timeout) {
    static Check of(CheckSpec check) {
      return new Check(
          check.name(), check.run(), check.maxRounds(), DurationText.format(check.timeout()));
    }
  }

  /** When another attempt would be allowed. */
  @Schema(name = "ResolvedRunRetry")
  record Retry(int maxAttempts, List<String> on) {}

  /** How it would wait. */
  @Schema(name = "ResolvedRunQueueing")
  record Queue(@Schema(example = "10m") @Nullable String expiresAfter) {}

  static ResolvedRequest of(Admission.Admitted admitted) {
    RunSpec spec = admitted.spec();
    return new ResolvedRequest(
        "run_request",
        spec.prompt(),
        ResolvedContent.parts(admitted.parts()),
        admitted.session() == null ? null : admitted.session().toString(),
        spec.model(),
        spec.fallbackModel(),
        spec.effort(),
        spec.systemPrompt(),
        spec.appendSystemPrompt(),
        spec.permissionMode().wireName(),
        spec.permissions(),
        spec.input().slashCommands(),
        spec.input().fileMentions(),
        ResolvedContent.workspace(spec.workspace(), admitted.files()),
        ResolvedOutput.of(spec.output()),
        spec.checks().stream().map(Check::of).toList(),
        limits(spec.limits()),
        new Retry(
            spec.retry().maxAttempts(),
            spec.retry().on().stream().map(FailureCode::wireName).sorted().toList()),
        new Queue(
            admitted.expiresAfter() == null ? null : DurationText.format(admitted.expiresAfter())),
        new TreeMap<>(spec.env()),
        spec.secrets().env().stream().map(SecretId::toString).toList(),
        spec.secrets().provider() == null ? null : spec.secrets().provider().toString(),
        new TreeMap<>(admitted.labels()));
  }

  private static Limits limits(RunLimits limits) {
    var machine = limits.machine();
    return new Limits(
        plain(limits.maxCostUsd()),
        limits.maxTurns(),
        DurationText.format(limits.timeout()),
        DurationText.format(limits.idleTimeout()),
        machine.memoryBytes() == null ? null : SizeText.format(machine.memoryBytes()),
        plain(machine.cpus()),
        machine.diskBytes() == null ? null : SizeText.format(machine.diskBytes()),
        machine.processes());
  }

  private static @Nullable String plain(@Nullable BigDecimal number) {
    return number == null ? null : number.toPlainString();
  }
}
