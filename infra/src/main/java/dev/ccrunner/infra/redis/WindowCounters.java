package dev.ccrunner.infra.redis;

import io.lettuce.core.ScriptOutputType;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Counts things that count for a while only, for all gateways together. It is quick or it does not
 * count: a caller needs something of its own for the time when Redis is away.
 */
public final class WindowCounters {
  /** A window begins with its first count; one that was made without an end gets one. */
  private static final String ADD =
      """
      local count = redis.call('INCRBY', KEYS[1], ARGV[1])
      local left = redis.call('PTTL', KEYS[1])
      if left < 0 then
        redis.call('PEXPIRE', KEYS[1], ARGV[2])
        left = tonumber(ARGV[2])
      end
      return {count, left}
      """;

  private final RedisLink link;

  WindowCounters(RedisLink link) {
    this.link = link;
  }

  /**
   * A count and how long it still counts.
   *
   * @param value how many in this window
   * @param left until the window ends
   */
  public record Count(long value, Duration left) {}

  /**
   * Adds {@code amount} to what is counted under {@code name} in windows of that length; empty when
   * Redis is away.
   */
  public Optional<Count> add(String name, int amount, Duration window) {
    try {
      List<Long> answer =
          RedisLink.await(
              link.<List<Long>>send(redis ->
                  redis.eval(
                      ADD,
                      ScriptOutputType.MULTI,
                      new String[] {key(name)},
                      Integer.toString(amount),
                      Long.toString(window.toMillis()))));
      return Optional.of(new Count(answer.get(0), Duration.ofMillis(answer.get(1))));
    } catch (RedisUnavailableException _) {
      return Optional.empty();
    }
  }

  /** Forgets what was counted under {@code name}. */
  public void clear(String name) {
    var _ = link.send(redis -> redis.del(key(name))).exceptionally(_ -> 0L);
  }

  private static String key(String name) {
    return "count:{" + name + "}";
  }
}
