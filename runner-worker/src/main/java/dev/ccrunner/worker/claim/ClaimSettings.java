package dev.ccrunner.worker.claim;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How many runs a worker takes.
 *
 * @param slots runs at once, 1 to 1,000
 * @param group the share group: all workers of one installation are in the same
 * @param poll how long one poll waits for a bell
 * @param claimRetry pause before a claim is tried again that failed because PostgreSQL is away; its
 *     bell is kept meanwhile, and rings again for another worker if this one gives up
 */
@ConfigurationProperties("ccr.worker.claim")
public record ClaimSettings(
    @DefaultValue("4") int slots,
    @DefaultValue("runner-workers") String group,
    @DefaultValue("1s") Duration poll,
    @DefaultValue("500ms") Duration claimRetry) {

  public ClaimSettings {
    if (slots < 1 || slots > 1_000) {
      throw new IllegalArgumentException(
          "Expected ccr.worker.claim.slots from 1 to 1000, but found " + slots);
    }
  }
}
