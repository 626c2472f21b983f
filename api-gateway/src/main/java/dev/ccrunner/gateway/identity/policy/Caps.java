package dev.ccrunner.gateway.identity.policy;

import dev.ccrunner.run.PermissionMode;
import org.jspecify.annotations.Nullable;

/**
 * What a caller may ask a run to be at most.
 *
 * @param keyMode the largest permission mode of the key; null: the key sets none
 * @param policy what holds for everybody in the team
 */
public record Caps(@Nullable PermissionMode keyMode, TeamPolicy policy) {
  /** No bounds beyond those of the service itself. */
  public static final Caps NONE = new Caps(null, TeamPolicy.NONE);

  /** The largest permission mode of all; null: any. */
  public @Nullable PermissionMode largestMode() {
    PermissionMode ofTeam = policy.maxPermissionMode();
    if (keyMode == null || ofTeam == null) {
      return keyMode == null ? ofTeam : keyMode;
    }
    return keyMode.allowsMoreThan(ofTeam) ? ofTeam : keyMode;
  }
}
