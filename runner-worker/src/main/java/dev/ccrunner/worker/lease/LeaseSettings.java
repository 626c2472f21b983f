package dev.ccrunner.worker.lease;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How long a worker owns a run without a word.
 *
 * @param ttl a lease ends this long after its last renewal; by then the run may be given to another
 *     worker
 * @param renewEvery how often all leases of a worker are renewed, in one statement
 * @param margin how long before its lease ends a worker that could not renew it kills the child;
 *     covers the kill itself and the way of a renewal to PostgreSQL
 */
@ConfigurationProperties("ccr.lease")
public record LeaseSettings(
    @DefaultValue("30s") Duration ttl,
    @DefaultValue("10s") Duration renewEvery,
    @DefaultValue("5s") Duration margin) {

  public LeaseSettings {
    if (!margin.isPositive()
        || !renewEvery.isPositive()
        || renewEvery.plus(margin).compareTo(ttl) >= 0) {
      throw new IllegalArgumentException(
          "Expected 0 < ccr.lease.renew-every + ccr.lease.margin < ccr.lease.ttl, but found renew-every=%s, margin=%s, ttl=%s"
              .formatted(renewEvery, margin, ttl));
    }
  }
}
