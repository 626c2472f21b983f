package dev.ccrunner.infra.redis;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Limits of the live log.
 *
 * @param commandTimeout after this time a command has failed, and Redis counts as away until it
 *     answers again
 * @param probeInterval how often a Redis that is away is tried again
 * @param maxInFlight commands that may wait for their answer; one more fails at once
 * @param ttl how long after the last append a log is kept if nobody says that the run has ended
 * @param keepEnded how long the log of a run that has ended is kept, for clients that are just
 *     reading it
 * @param keepTail how many events stay in Redis although PostgreSQL has them, for clients that join
 *     or come back
 */
@ConfigurationProperties("ccr.redis-log")
public record RedisLogSettings(
    @DefaultValue("2s") Duration commandTimeout,
    @DefaultValue("500ms") Duration probeInterval,
    @DefaultValue("4096") int maxInFlight,
    @DefaultValue("24h") Duration ttl,
    @DefaultValue("10m") Duration keepEnded,
    @DefaultValue("1000") int keepTail) {

  public RedisLogSettings {
    requirePositive("command-timeout", commandTimeout);
    requirePositive("probe-interval", probeInterval);
    requirePositive("ttl", ttl);
    requirePositive("keep-ended", keepEnded);
    if (maxInFlight < 1) {
      throw new IllegalArgumentException(
          "ccr.redis-log.max-in-flight must be at least 1, but is " + maxInFlight);
    }
    if (keepTail < 0) {
      throw new IllegalArgumentException(
          "ccr.redis-log.keep-tail must not be negative, but is " + keepTail);
    }
  }

  private static void requirePositive(String key, Duration value) {
    if (!value.isPositive()) {
      throw new IllegalArgumentException(
          "ccr.redis-log.%s must be positive, but is %s".formatted(key, value));
    }
  }
}
