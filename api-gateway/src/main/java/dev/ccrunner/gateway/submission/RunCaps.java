package dev.ccrunner.gateway.submission;

import dev.ccrunner.gateway.identity.policy.Caps;
import dev.ccrunner.gateway.identity.policy.TeamPolicy;
import dev.ccrunner.gateway.problem.Shown;
import dev.ccrunner.gateway.submission.RunAdmission.Refusing;
import dev.ccrunner.gateway.web.DurationText;
import dev.ccrunner.run.PermissionMode;
import dev.ccrunner.run.RunLimits;
import java.math.BigDecimal;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Holds a run to what its caller may ask for at most. What a run asks for beyond that is refused;
 * what it leaves open is filled in within it.
 */
final class RunCaps {
  private static final String POLICY = "The team's policy allows ";

  private final Caps caps;
  private final TeamPolicy policy;
  private final Refusing refusing;

  RunCaps(Caps caps, Refusing refusing) {
    this.caps = caps;
    this.policy = caps.policy();
    this.refusing = refusing;
  }

  /**
   * The mode of the run.
   *
   * @param asked as the run names it; null: it does not
   * @param mode what that means without a cap
   */
  PermissionMode mode(@Nullable String asked, PermissionMode mode) {
    PermissionMode most = caps.largestMode();
    if (most == null || !mode.allowsMoreThan(most)) {
      return mode;
    }
    if (asked != null) {
      String whose = most.equals(caps.keyMode()) ? "This API key allows " : POLICY;
      refusing.refuse(
          "/permission_mode",
          "%sat most %s, found %s.".formatted(whose, most.wireName(), mode.wireName()));
    }
    return most;
  }

  @Nullable String model(@Nullable String asked) {
    if (asked == null) {
      return policy.models().isEmpty() ? null : policy.models().getFirst();
    }
    checkModel("/model", asked);
    return asked;
  }

  void fallbackModel(@Nullable String asked) {
    if (asked != null) {
      checkModel("/fallback_model", asked);
    }
  }

  private void checkModel(String pointer, String model) {
    if (!policy.models().isEmpty() && !policy.models().contains(model)) {
      refusing.refuse(
          pointer,
          "%sonly the models %s, found '%s'."
              .formatted(POLICY, String.join(", ", policy.models()), Shown.shortly(model)));
    }
  }

  /**
   * The limits of the run.
   *
   * @param asked as the run names them
   * @param limits what that means without a cap
   */
  RunLimits limits(RunSubmission.@Nullable Limits asked, RunLimits limits) {
    return new RunLimits(
        cost(limits.maxCostUsd()),
        limits.maxTurns(),
        timeout(asked == null ? null : asked.timeout(), limits.timeout()),
        limits.idleTimeout(),
        limits.machine());
  }

  private @Nullable BigDecimal cost(@Nullable BigDecimal cost) {
    BigDecimal most = policy.maxCostUsd();
    if (most == null || cost == null) {
      return cost == null ? most : cost;
    }
    if (cost.compareTo(most) > 0) {
      refusing.refuse(
          "/limits/max_cost_usd",
          "%sat most %s, found %s.".formatted(POLICY, most.toPlainString(), cost.toPlainString()));
    }
    return cost;
  }

  private Duration timeout(@Nullable Duration asked, Duration timeout) {
    Duration most = policy.maxTimeout();
    if (most == null || timeout.compareTo(most) <= 0) {
      return timeout;
    }
    if (asked != null) {
      refusing.refuse(
          "/limits/timeout",
          "%sat most %s, found %s."
              .formatted(POLICY, DurationText.format(most), DurationText.format(timeout)));
    }
    return most;
  }
}
