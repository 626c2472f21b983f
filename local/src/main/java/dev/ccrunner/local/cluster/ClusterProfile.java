package dev.ccrunner.local.cluster;

import java.util.Map;

/** How patient the parts of a cluster are. */
public enum ClusterProfile {
  /** As in production. */
  NORMAL(Map.of()),
  /** Lost workers and lost bells are noticed in seconds, so that fault tests need not wait. */
  FAST(
      Map.of(
          "ccr.lease.ttl", "9s",
          "ccr.lease.renew-every", "3s",
          "ccr.lease.margin", "3s",
          "ccr.dispatch.reap-every", "1s",
          "ccr.dispatch.reap-lease", "9s",
          "ccr.dispatch.ring-again-after", "5s",
          "ccr.workers.seen-within", "9s"));

  private final Map<String, String> settings;

  ClusterProfile(Map<String, String> settings) {
    this.settings = settings;
  }

  /** For gateways and workers alike; each takes what it knows. */
  Map<String, String> settings() {
    return settings;
  }
}
