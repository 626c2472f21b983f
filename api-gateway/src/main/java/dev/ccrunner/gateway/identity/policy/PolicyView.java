package dev.ccrunner.gateway.identity.policy;

import dev.ccrunner.gateway.web.DurationText;
import dev.ccrunner.run.PermissionMode;
import io.swagger.v3.oas.annotations.media.Schema;
import java.math.BigDecimal;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A {@link TeamPolicy} as clients see it, and as it is stored. */
@Schema(
    name = "TeamPolicy",
    description =
        "What runs of the team may ask for at most, whoever submits them; null sets no bound.")
public record PolicyView(
    @Schema(allowableValues = {"default", "acceptEdits", "plan", "bypassPermissions", "dontAsk"})
        @Nullable String maxPermissionMode,
    @Schema(
            description =
                "Models that may be used, the first when a run names none; empty: every model.")
        List<String> models,
    @Schema(description = "US dollars, as a decimal in a string.", example = "2.00")
        @Nullable String maxCostUsd,
    @Schema(example = "45m") @Nullable String maxTimeout,
    @Schema(
            description =
                "Kept, and not held to yet: a later version lets runs reach a network at all.")
        @Nullable NetworkView network) {

  /** A policy is stored with what it has; a later version may have written more. */
  public PolicyView {
    models = List.copyOf(Objects.requireNonNullElse(models, List.of()));
  }

  /** Where runs may connect to. */
  @Schema(name = "NetworkPolicy")
  public record NetworkView(
      @Schema(allowableValues = {"none", "allowlist", "open"}) String mode, List<String> hosts) {}

  /** The policy in words of the API. */
  public static PolicyView of(TeamPolicy policy) {
    var mode = policy.maxPermissionMode();
    var cost = policy.maxCostUsd();
    var timeout = policy.maxTimeout();
    var network = policy.network();
    return new PolicyView(
        mode == null ? null : mode.wireName(),
        policy.models(),
        cost == null ? null : cost.toPlainString(),
        timeout == null ? null : DurationText.format(timeout),
        network == null ? null : new NetworkView(network.mode(), network.hosts()));
  }

  TeamPolicy policy() {
    return new TeamPolicy(
        maxPermissionMode == null
            ? null
            : PermissionMode.ofWireName(maxPermissionMode).orElseThrow(),
        models,
        maxCostUsd == null ? null : new BigDecimal(maxCostUsd),
        maxTimeout == null ? null : DurationText.parse(maxTimeout).orElseThrow(),
        network == null ? null : new TeamPolicy.Network(network.mode(), network.hosts()));
  }
}
