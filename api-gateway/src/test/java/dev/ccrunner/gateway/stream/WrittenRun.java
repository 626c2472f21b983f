package dev.ccrunner.gateway.stream;

import dev.ccrunner.event.EventType;
import dev.ccrunner.event.RunDelta;
import dev.ccrunner.event.RunEvent;
import dev.ccrunner.infra.redis.LiveLog;
import dev.ccrunner.infra.redis.RedisUnavailableException;
import dev.ccrunner.run.RunId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletionException;

/** A run as its worker writes it: first to Redis, and some time later to the stored log. */
final class WrittenRun {
  final RunId id = new RunId(UUID.randomUUID());
  private final LiveLog live;
  private final FakeHistory history;
  private final List<RunEvent> events = new ArrayList<>();
  private int stored;

  WrittenRun(LiveLog live, FakeHistory history) {
    this.live = live;
    this.history = history;
    history.create(Gateway.TEAM, id);
  }

  /** Writes an event to Redis, if it is there, and not yet to the stored log. */
  RunEvent write(EventType type, String dataJson) {
    RunEvent event = unheard(type, dataJson);
    try {
      live.append(id, 1, List.of(event)).toCompletableFuture().join();
    } catch (CompletionException e) {
      if (!(e.getCause() instanceof RedisUnavailableException)) {
        throw e;
      }
    }
    return event;
  }

  /** An event that Redis never gets. */
  RunEvent unheard(EventType type, String dataJson) {
    RunEvent event =
        RunEvent.of(id, events.size() + 1L, 1, type, Instant.ofEpochMilli(0), dataJson);
    events.add(event);
    return event;
  }

  void write(int count) {
    for (int i = 0; i < count; i++) {
      write(EventType.LOG, "{\"n\":" + i + "}");
    }
  }

  void delta(String text) {
    live.delta(
            id, 1, RunDelta.of(id, events.size(), RunDelta.MESSAGE, "{\"text\":\"" + text + "\"}"))
        .toCompletableFuture()
        .join();
  }

  /** The stored log gets all that was written. */
  void store() {
    while (stored < events.size()) {
      history.store(events.get(stored++));
    }
  }

  /**
   * Ends the run, unless it has ended, as a worker does: first in the stored log, then in Redis.
   */
  void end() {
    if (!events.isEmpty() && events.getLast().terminal()) {
      return;
    }
    RunEvent terminal =
        unheard(EventType.RUN_SUCCEEDED, "{\"last_seq\":" + (events.size() + 1) + "}");
    store();
    try {
      live.append(id, 1, List.of(terminal)).toCompletableFuture().join();
    } catch (CompletionException e) {
      if (!(e.getCause() instanceof RedisUnavailableException)) {
        throw e;
      }
    }
  }

  List<RunEvent> events() {
    return List.copyOf(events);
  }

  List<String> json() {
    return events.stream().map(RunEvent::json).toList();
  }
}
