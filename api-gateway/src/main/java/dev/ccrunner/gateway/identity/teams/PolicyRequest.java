package dev.ccrunner.gateway.identity.teams;

import dev.ccrunner.gateway.identity.policy.TeamPolicy;
import dev.ccrunner.gateway.problem.FieldError;
import dev.ccrunner.gateway.problem.Shown;
import dev.ccrunner.gateway.web.Fields;
import dev.ccrunner.run.PermissionMode;
import io.swagger.v3.oas.annotations.media.Schema;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A policy as a request has it: its fields with the right types, nothing checked yet. */
@Schema(
    name = "TeamPolicyRequest",
    additionalProperties = Schema.AdditionalPropertiesValue.FALSE,
    description = "Takes the place of the whole policy.")
record PolicyRequest(
    @Schema(allowableValues = {"default", "acceptEdits", "plan", "bypassPermissions", "dontAsk"})
        @Nullable String maxPermissionMode,
    @Nullable List<String> models,
    @Schema(type = "string", example = "2.00") @Nullable BigDecimal maxCostUsd,
    @Schema(type = "string", example = "45m") @Nullable Duration maxTimeout,
    @Nullable Network network) {
  private static final int MAX_ENTRIES = 200;
  private static final int MAX_LENGTH = 200;
  private static final BigDecimal MAX_COST = new BigDecimal("1000000");
  private static final List<String> NETWORKS = List.of("none", "allowlist", "open");

  /** Where runs may connect to. */
  @Schema(
      name = "NetworkPolicyRequest",
      additionalProperties = Schema.AdditionalPropertiesValue.FALSE)
  record Network(
      @Schema(allowableValues = {"none", "allowlist", "open"}) @Nullable String mode,
      @Nullable List<String> hosts) {}

  static PolicyRequest read(Fields fields) {
    Fields network = fields.object("network");
    return new PolicyRequest(
        fields.text("max_permission_mode"),
        fields.texts("models"),
        fields.decimal("max_cost_usd"),
        fields.duration("max_timeout"),
        new Network(network.text("mode"), network.texts("hosts")));
  }

  /** The policy; what is wrong with it is added to {@code errors}. */
  TeamPolicy checked(List<FieldError> errors) {
    Optional<PermissionMode> mode =
        Optional.ofNullable(maxPermissionMode).flatMap(PermissionMode::ofWireName);
    if (maxPermissionMode != null && mode.isEmpty()) {
      refuse(
          errors,
          "max_permission_mode",
          "one of " + String.join(", ", PermissionMode.wireNames()),
          maxPermissionMode);
    }
    if (maxCostUsd != null && (maxCostUsd.signum() <= 0 || maxCostUsd.compareTo(MAX_COST) > 0)) {
      refuse(errors, "max_cost_usd", "more than 0 and at most " + MAX_COST, maxCostUsd.toString());
    }
    if (maxTimeout != null && maxTimeout.compareTo(Duration.ofSeconds(1)) < 0) {
      refuse(errors, "max_timeout", "at least 1s", maxTimeout.toMillis() + "ms");
    }
    return new TeamPolicy(
        mode.orElse(null),
        entries(errors, "models", models),
        maxCostUsd,
        maxTimeout,
        network(errors));
  }

  private TeamPolicy.@Nullable Network network(List<FieldError> errors) {
    if (network == null || network.mode() == null) {
      return null;
    }
    if (!NETWORKS.contains(network.mode())) {
      refuse(errors, "network/mode", "one of " + String.join(", ", NETWORKS), network.mode());
    }
    return new TeamPolicy.Network(
        network.mode(), entries(errors, "network/hosts", network.hosts()));
  }

  private static List<String> entries(
      List<FieldError> errors, String name, @Nullable List<String> entries) {
    if (entries == null) {
      return List.of();
    }
    if (entries.size() > MAX_ENTRIES) {
      refuse(errors, name, "at most %d entries".formatted(MAX_ENTRIES), entries.size() + "");
    }
    for (String entry : entries) {
      if (entry.isBlank() || entry.startsWith("-") || entry.length() > MAX_LENGTH) {
        refuse(errors, name, "names of 1 to %d characters".formatted(MAX_LENGTH), entry);
      }
    }
    return entries;
  }

  private static void refuse(List<FieldError> errors, String name, String expected, String found) {
    errors.add(
        new FieldError(
            "/policy/" + name,
            "Expected %s, found '%s'.".formatted(expected, Shown.shortly(found))));
  }
}
