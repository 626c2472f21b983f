package dev.ccrunner.worker.continuity;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * How the workspaces of sessions are kept outside of the worker.
 *
 * @param every the least time between two archives while the run works; what takes long is done
 *     less often, so that it takes a tenth of the time at most
 * @param maxSize of one archive, compressed; what is larger is not kept
 * @param chainLength after so many archives of changes everything is archived again
 * @param chainWeight or as soon as the changes together are so many times as large as everything
 * @param keepChains how many earlier full archives, and what has changed since each, are kept: for
 *     whoever wants to go on from an earlier run
 * @param timeout how long one archive may take to be made or to be brought back
 */
@ConfigurationProperties("ccr.session.snapshot")
public record SnapshotSettings(
    @DefaultValue("5s") Duration every,
    @DefaultValue("2GB") DataSize maxSize,
    @DefaultValue("32") int chainLength,
    @DefaultValue("1.5") double chainWeight,
    @DefaultValue("2") int keepChains,
    @DefaultValue("10m") Duration timeout) {

  public SnapshotSettings {
    if (chainLength < 1 || keepChains < 1) {
      throw new IllegalArgumentException(
          "Expected ccr.session.snapshot.chain-length and .keep-chains to be at least 1, found %d and %d"
              .formatted(chainLength, keepChains));
    }
  }
}
