package dev.ccrunner.worker.warm;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * How a worker keeps Claude Code of idle sessions for their next runs.
 *
 * @param maxSessions how many; 0: none. When there are more, the one that was idle longest is ended
 * @param idleTime how long each
 * @param maxMemory of all together, without what is in files
 * @param freezeWithin how long everything that a run has started may take to stand still; else it
 *     is not kept
 * @param lookEvery how often a worker looks whether they are still of use: their sessions may have
 *     gone on elsewhere
 * @param yield how long a worker that hears of a session's next run waits for the one that has kept
 *     its Claude Code, before it takes the run itself
 */
@ConfigurationProperties("ccr.worker.warm")
public record WarmSettings(
    @DefaultValue("4") int maxSessions,
    @DefaultValue("60s") Duration idleTime,
    @DefaultValue("1GB") DataSize maxMemory,
    @DefaultValue("1s") Duration freezeWithin,
    @DefaultValue("5s") Duration lookEvery,
    @DefaultValue("150ms") Duration yield) {

  public WarmSettings {
    if (maxSessions < 0 || !idleTime.isPositive() || !freezeWithin.isPositive()) {
      throw new IllegalArgumentException(
          "Expected ccr.worker.warm.max-sessions from 0, idle-time and freeze-within above 0, but found %d, %s and %s"
              .formatted(maxSessions, idleTime, freezeWithin));
    }
  }
}
