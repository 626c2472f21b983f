package dev.ccrunner.gateway.dispatch;

import dev.ccrunner.event.RunEvent;
import dev.ccrunner.infra.postgres.LeaseKey;
import dev.ccrunner.infra.redis.LiveLog;
import dev.ccrunner.infra.redis.LiveLogReader;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The live log in Redis, as the reaper needs it. */
final class RedisLogTail implements LogTail {
  private static final Logger log = LoggerFactory.getLogger(RedisLogTail.class);
  private static final int PAGE = 1_000;

  private final LiveLog live;
  private final LiveLogReader reader;

  RedisLogTail(LiveLog live, LiveLogReader reader) {
    this.live = live;
    this.reader = reader;
  }

  @Override
  public List<RunEvent> fenceAndRead(LeaseKey taken, long after) {
    try {
      var _ = live.raiseFence(taken.runId(), taken.epoch()).toCompletableFuture().join();
      return withoutHoles(taken, after);
    } catch (RuntimeException e) {
      log.warn(
          "Redis is away while {} is reaped; events of its last second may be missing: {}",
          taken.runId(),
          e instanceof CompletionException && e.getCause() != null
              ? e.getCause().getMessage()
              : e.getMessage());
      return List.of();
    }
  }

  /** What follows {@code after} one by one; behind a hole nothing can be used. */
  private List<RunEvent> withoutHoles(LeaseKey taken, long after) {
    var tail = new ArrayList<RunEvent>();
    while (true) {
      long last = after + tail.size();
      var page = reader.read(taken.runId(), last, PAGE);
      for (var event : page) {
        if (event.seq() != after + tail.size() + 1) {
          return tail;
        }
        tail.add(event);
      }
      if (page.size() < PAGE) {
        return tail;
      }
    }
  }

  @Override
  public void show(LeaseKey taken, List<RunEvent> events) {
    CompletionStage<?> shown = live.append(taken.runId(), taken.epoch(), events);
    if (events.getLast().terminal()) {
      shown = shown.thenCompose(_ -> live.closed(taken.runId()));
    }
    var _ =
        shown.whenComplete((_, failure) -> {
          if (failure != null) {
            log.debug("Clients of {} get its end from PostgreSQL", taken.runId(), failure);
          }
        });
  }
}
