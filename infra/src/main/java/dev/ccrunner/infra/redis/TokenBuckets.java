package dev.ccrunner.infra.redis;

import io.lettuce.core.ScriptOutputType;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;

/**
 * Token buckets that all gateways share. However many buckets a request needs a token of, it costs
 * one round trip, and it gets all of them or none. Time is Redis' own.
 */
public final class TokenBuckets {
  private static final RedisScript TAKE = new RedisScript("take.lua");
  private static final double THOUSANDTHS = 1_000;

  private final RedisLink link;

  TokenBuckets(RedisLink link) {
    this.link = link;
  }

  /**
   * A bucket. It is full at first, and fills evenly.
   *
   * @param name unlike all others of its owner
   * @param capacity tokens it holds
   * @param window in which an empty one becomes full
   * @param cost tokens that are taken; 0 only looks
   */
  public record Bucket(String name, long capacity, Duration window, int cost) {}

  /**
   * What came of it.
   *
   * @param taken whether every bucket had enough; if not, nothing was taken of any
   * @param levels what is in each of them now, in the order they were asked for; with fractions
   */
  public record Taken(boolean taken, List<Double> levels) {
    public Taken {
      levels = List.copyOf(levels);
    }
  }

  /**
   * Takes tokens of buckets of one owner, whose buckets lie together in a cluster.
   *
   * @return fails with a {@link RedisUnavailableException}, at once when Redis is known to be away
   */
  public CompletionStage<Taken> take(String owner, List<Bucket> buckets) {
    var keys = buckets.stream().map(bucket -> "bucket:{" + owner + "}:" + bucket.name()).toList();
    var arguments =
        buckets.stream()
            .flatMap(bucket ->
                java.util.stream.Stream.of(
                    Long.toString(bucket.capacity()),
                    Long.toString(bucket.window().toMillis()),
                    Integer.toString(bucket.cost())))
            .toArray(String[]::new);
    return TAKE.<List<Object>>run(link, ScriptOutputType.MULTI, keys, arguments)
        .thenApply(TokenBuckets::read);
  }

  private static Taken read(List<Object> answer) {
    var levels = new ArrayList<Double>();
    for (var level : answer.subList(1, answer.size())) {
      levels.add((Long) level / THOUSANDTHS);
    }
    return new Taken((Long) answer.getFirst() == 1, levels);
  }
}
