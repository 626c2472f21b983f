package dev.ccrunner.gateway.stream;

import dev.ccrunner.event.RunEvent;
import dev.ccrunner.infra.postgres.LogState;
import dev.ccrunner.infra.redis.LiveLogReader;
import dev.ccrunner.infra.redis.RedisAvailability;
import dev.ccrunner.infra.redis.RedisUnavailableException;
import dev.ccrunner.run.RunId;
import dev.ccrunner.team.TeamId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Semaphore;

/**
 * Reads logs back, from Redis where it has them and from PostgreSQL where it has not. What it
 * answers has no holes: event {@code after + 1} is the first, or there is none.
 */
final class RunHistory {
  private final EventHistory stored;
  private final LiveLogReader live;
  private final RedisAvailability redis;

  /** Keeps a crowd of slow clients from taking every connection to PostgreSQL. */
  private final Semaphore reads;

  RunHistory(
      EventHistory stored, LiveLogReader live, RedisAvailability redis, StreamSettings settings) {
    this.stored = stored;
    this.live = live;
    this.redis = redis;
    this.reads = new Semaphore(settings.replay().concurrency());
  }

  Optional<LogState> state(TeamId team, RunId run) {
    return stored.state(team, run);
  }

  /** The last number Redis knows, or 0. */
  long lastLive(RunId run) {
    if (!redis.available()) {
      return 0;
    }
    try {
      return live.lastSeq(run).orElse(0);
    } catch (RedisUnavailableException _) {
      return 0;
    }
  }

  /** Of a run that has ended: PostgreSQL alone has the last word. */
  List<RunEvent> ofEnded(TeamId team, RunId run, long after, int limit) {
    return fromStore(team, run, after, limit);
  }

  /** Only what Redis has. */
  List<RunEvent> tail(RunId run, long after, int limit) {
    return gapless(after, fromRedis(run, after, limit));
  }

  /** Of a run that goes on: the tail in Redis, and before it or in its holes PostgreSQL. */
  List<RunEvent> read(TeamId team, RunId run, long after, int limit) {
    List<RunEvent> tail = fromRedis(run, after, limit);
    List<RunEvent> gapless = gapless(after, tail);
    if (!gapless.isEmpty()) {
      return gapless;
    }
    List<RunEvent> events = new ArrayList<>(fromStore(team, run, after, limit));
    long last = events.isEmpty() ? after : events.getLast().seq();
    for (RunEvent event : tail) {
      if (event.seq() == last + 1 && events.size() < limit) {
        events.add(event);
        last++;
      }
    }
    return events;
  }

  private List<RunEvent> fromRedis(RunId run, long after, int limit) {
    if (!redis.available()) {
      return List.of();
    }
    try {
      return live.read(run, after, limit);
    } catch (RedisUnavailableException _) {
      return List.of();
    }
  }

  private List<RunEvent> fromStore(TeamId team, RunId run, long after, int limit) {
    reads.acquireUninterruptibly();
    try {
      return gapless(after, stored.read(team, run, after, limit));
    } finally {
      reads.release();
    }
  }

  private static List<RunEvent> gapless(long after, List<RunEvent> events) {
    int count = 0;
    while (count < events.size() && events.get(count).seq() == after + 1 + count) {
      count++;
    }
    return events.subList(0, count);
  }
}
