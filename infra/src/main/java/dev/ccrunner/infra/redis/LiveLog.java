package dev.ccrunner.infra.redis;

import dev.ccrunner.event.RunDelta;
import dev.ccrunner.event.RunEvent;
import dev.ccrunner.run.RunId;
import io.lettuce.core.XTrimArgs;
import java.util.List;
import java.util.concurrent.CompletionStage;

/**
 * Writes a run's log to Redis, where streams read and hear it. Nothing here may stop a run: every
 * stage ends within the command timeout, with a {@link RedisUnavailableException} when Redis did
 * not do it, and what is missing then reaches clients from PostgreSQL.
 *
 * <p>Whoever writes an event for a run, also a gateway or the reaper, appends it here too, so that
 * streams hear of it at once.
 */
public final class LiveLog {
  private static final FencedScript APPEND = new FencedScript("append.lua");
  private static final FencedScript DELTA = new FencedScript("delta.lua");
  private static final FencedScript RAISE_FENCE = new FencedScript("fence.lua");

  private final RedisLink link;
  private final RedisLogSettings settings;

  LiveLog(RedisLink link, RedisLogSettings settings) {
    this.link = link;
    this.settings = settings;
  }

  /**
   * Appends {@code events}, in order of their numbers, and tells whoever listens. An event that is
   * there already is skipped, so the same call may be made again when its end is not known. A hole
   * before the first event is taken as it is: readers fill it from PostgreSQL.
   */
  public CompletionStage<Append> append(RunId run, long epoch, List<RunEvent> events) {
    var keys = new RunKeys(run);
    var arguments = new String[2 + 2 * events.size()];
    arguments[0] = Long.toString(epoch);
    arguments[1] = Long.toString(settings.ttl().toMillis());
    int next = 2;
    for (RunEvent event : events) {
      arguments[next++] = Long.toString(event.seq());
      arguments[next++] = LiveMessage.encode(event);
    }
    return APPEND.run(link, List.of(keys.fence(), keys.log(), keys.live()), arguments);
  }

  /** Tells whoever listens now, and nobody else ever. */
  public CompletionStage<Append> delta(RunId run, long epoch, RunDelta delta) {
    var keys = new RunKeys(run);
    return DELTA.run(
        link, List.of(keys.fence(), keys.live()), Long.toString(epoch), LiveMessage.encode(delta));
  }

  /**
   * From now on refuses writers with a smaller epoch. After it, what {@link LiveLogReader#read}
   * gives is all that the lost attempt ever told a client, so whoever ends or requeues the run can
   * first save to PostgreSQL what is missing there.
   */
  public CompletionStage<Append> raiseFence(RunId run, long epoch) {
    return RAISE_FENCE.run(
        link,
        List.of(new RunKeys(run).fence()),
        Long.toString(epoch),
        Long.toString(settings.ttl().toMillis()));
  }

  /**
   * Drops what PostgreSQL has, except a tail for clients that join.
   *
   * @param persistedSeq the last event that PostgreSQL has
   */
  public CompletionStage<Void> trim(RunId run, long persistedSeq) {
    long firstKept = persistedSeq - settings.keepTail() + 1;
    // Approximate: Redis drops whole nodes of its tree only, so it may keep more but never less.
    var upTo = XTrimArgs.Builder.minId(Math.max(firstKept, 0) + "-0").approximateTrimming();
    return link.send(redis -> redis.xtrim(new RunKeys(run).log(), upTo)).handle(LiveLog::done);
  }

  /** The run has ended: its log goes in a while; PostgreSQL keeps it. */
  public CompletionStage<Void> closed(RunId run) {
    var keys = new RunKeys(run);
    var ttl = settings.keepEnded();
    return link.send(redis -> redis.pexpire(keys.log(), ttl.toMillis()))
        .thenCompose(_ -> link.send(redis -> redis.pexpire(keys.fence(), ttl.toMillis())))
        .handle(LiveLog::done);
  }

  private static Void done(Object answer, Throwable failure) {
    if (failure != null) {
      throw RedisLink.translated(failure);
    }
    return null;
  }
}
