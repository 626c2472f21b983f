package dev.ccrunner.gateway.identity.policy;

import dev.ccrunner.run.PermissionMode;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the runs of a team may be at most, whoever submits them. Null means that the team sets no
 * bound of its own.
 *
 * @param models the models that may be used, the first of them when a run names none; empty: any
 * @param network kept for the version whose sandbox can hold to it
 */
public record TeamPolicy(
    @Nullable PermissionMode maxPermissionMode,
    List<String> models,
    @Nullable BigDecimal maxCostUsd,
    @Nullable Duration maxTimeout,
    @Nullable Network network) {
  /** No bounds. */
  public static final TeamPolicy NONE = new TeamPolicy(null, List.of(), null, null, null);

  public TeamPolicy {
    models = List.copyOf(models);
  }

  /**
   * Where runs may connect to.
   *
   * @param mode none, allowlist or open
   * @param hosts those of an allow list
   */
  public record Network(String mode, List<String> hosts) {
    public Network {
      hosts = List.copyOf(hosts);
    }
  }
}
