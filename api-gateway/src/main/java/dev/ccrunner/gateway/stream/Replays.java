package dev.ccrunner.gateway.stream;

import dev.ccrunner.event.RunEvent;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Reads of one run's stored log. Clients that want the same part at the same time, as after a
 * restart of a gateway, share one read.
 */
final class Replays {
  private final ConcurrentHashMap<Long, CompletableFuture<List<Frame>>> running =
      new ConcurrentHashMap<>();
  private final Source source;
  private final SharedFrames frames;
  private final StreamSettings.Replay limits;

  /** Where events come from; blocks. */
  interface Source {
    List<RunEvent> read(long after, int limit);
  }

  Replays(Source source, SharedFrames frames, StreamSettings.Replay limits) {
    this.source = source;
    this.frames = frames;
    this.limits = limits;
  }

  /** What follows event {@code after}, as much as a client may hold; empty: nothing yet. */
  List<Frame> after(long after) {
    var mine = new CompletableFuture<List<Frame>>();
    CompletableFuture<List<Frame>> others = running.putIfAbsent(after, mine);
    if (others != null) {
      return others.join();
    }
    try {
      List<Frame> read = read(after);
      mine.complete(read);
      return read;
    } catch (RuntimeException e) {
      mine.completeExceptionally(e);
      throw e;
    } finally {
      running.remove(after, mine);
    }
  }

  private List<Frame> read(long after) {
    List<Frame> read = new ArrayList<>();
    long bytes = 0;
    for (RunEvent event : source.read(after, limits.page())) {
      Frame frame = frames.of(event);
      bytes += frame.size();
      if (!read.isEmpty() && bytes > limits.bytes().toBytes()) {
        break;
      }
      read.add(frame);
    }
    return List.copyOf(read);
  }
}
