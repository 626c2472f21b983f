package dev.ccrunner.gateway.submission;

import dev.ccrunner.gateway.web.DurationText;
import dev.ccrunner.run.FailureCode;
import dev.ccrunner.run.PermissionRules;
import dev.ccrunner.run.RunSpec;
import dev.ccrunner.secret.SecretId;
import io.swagger.v3.oas.annotations.media.Schema;
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
    @Nullable String model,
    @Nullable String fallbackModel,
    @Nullable String effort,
    @Nullable String systemPrompt,
    @Nullable String appendSystemPrompt,
    String permissionMode,
    PermissionRules permissions,
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
      @Schema(example = "15m") String idleTimeout) {}

  /** When another attempt would be allowed. */
  @Schema(name = "ResolvedRunRetry")
  record Retry(int maxAttempts, List<String> on) {}

  /** How it would wait. */
  @Schema(name = "ResolvedRunQueueing")
  record Queue(@Schema(example = "10m") @Nullable String expiresAfter) {}

  static ResolvedRequest of(Admission.Admitted admitted) {
    RunSpec spec = admitted.spec();
    var limits = spec.limits();
    var cost = limits.maxCostUsd();
    return new ResolvedRequest(
        "run_request",
        spec.prompt(),
        spec.model(),
        spec.fallbackModel(),
        spec.effort(),
        spec.systemPrompt(),
        spec.appendSystemPrompt(),
        spec.permissionMode().wireName(),
        spec.permissions(),
        new Limits(
            cost == null ? null : cost.toPlainString(),
            limits.maxTurns(),
            DurationText.format(limits.timeout()),
            DurationText.format(limits.idleTimeout())),
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
}
