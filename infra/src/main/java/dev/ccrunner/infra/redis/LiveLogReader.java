package dev.ccrunner.infra.redis;

import dev.ccrunner.event.RunEvent;
import dev.ccrunner.run.RunId;
import io.lettuce.core.Limit;
import io.lettuce.core.Range;
import io.lettuce.core.StreamMessage;
import java.util.List;
import java.util.OptionalLong;
import java.util.stream.Stream;

/**
 * Reads a run's log back from Redis. It may begin late (trimmed), have holes (Redis was away when
 * they were written) or be gone; only what follows its predecessor without a hole may be used.
 *
 * <p>Calls block for at most the command timeout, and fail with {@link RedisUnavailableException}.
 */
public final class LiveLogReader {
  private final RedisLink link;

  LiveLogReader(RedisLink link) {
    this.link = link;
  }

  /**
   * At most {@code limit} events after number {@code after}, in order, as far as Redis has them.
   */
  public List<RunEvent> read(RunId run, long after, int limit) {
    var range =
        Range.from(
            Range.Boundary.including((after + 1) + "-0"), Range.Boundary.<String>unbounded());
    List<StreamMessage<String, String>> entries =
        RedisLink.await(
            link.send(redis -> redis.xrange(new RunKeys(run).log(), range, Limit.from(limit))));
    return entries.stream().flatMap(entry -> event(run, entry)).toList();
  }

  /** The number of the last event that was appended, or empty when Redis does not know the run. */
  public OptionalLong lastSeq(RunId run) {
    String last =
        RedisLink.await(
            link.send(redis -> redis.hget(new RunKeys(run).fence(), "last"))
                .thenApply(answer -> answer == null ? "" : answer));
    return last.isEmpty() ? OptionalLong.empty() : OptionalLong.of(Long.parseLong(last));
  }

  private static Stream<RunEvent> event(RunId run, StreamMessage<String, String> entry) {
    return LiveMessage.decode(run, entry.getBody().getOrDefault("m", ""))
        .filter(LiveMessage.Event.class::isInstance)
        .map(message -> ((LiveMessage.Event) message).event())
        .stream();
  }
}
