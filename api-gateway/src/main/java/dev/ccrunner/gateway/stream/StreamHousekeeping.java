package dev.ccrunner.gateway.stream;

import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;

/**
 * Sends heartbeats, takes up what was left over, and, when the gateway stops, sends clients away
 * before the web server waits for its requests to end.
 */
final class StreamHousekeeping implements SmartLifecycle {
  private static final Logger log = LoggerFactory.getLogger(StreamHousekeeping.class);

  private static final long GOODBYE_POLL_MILLIS = 10;

  private final RunStreams streams;
  private final StreamSettings settings;
  private @Nullable ScheduledExecutorService loop;

  StreamHousekeeping(RunStreams streams, StreamSettings settings) {
    this.streams = streams;
    this.settings = settings;
  }

  @Override
  public synchronized void start() {
    if (loop != null) {
      return;
    }
    loop =
        Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().name("stream-housekeeping").daemon().factory());
    long period = settings.housekeeping().toNanos();
    ScheduledFuture<?> _ =
        loop.scheduleWithFixedDelay(this::tick, period, period, TimeUnit.NANOSECONDS);
  }

  private void tick() {
    try {
      streams.tick();
    } catch (RuntimeException e) {
      log.error("Looking after streams has failed; it goes on with the next round", e);
    }
  }

  @Override
  public synchronized void stop() {
    if (loop == null) {
      return;
    }
    streams.sendEverybodyAway();
    awaitGone(settings.goodbye().grace());
    streams.closeAll();
    loop.shutdownNow();
    loop = null;
  }

  /** On the loop's own thread, so that it needs no sleep. */
  private void awaitGone(Duration grace) {
    var current = loop;
    if (current == null) {
      return;
    }
    long rounds = Math.max(1, grace.toMillis() / GOODBYE_POLL_MILLIS);
    try {
      for (long round = 0; round < rounds && !streams.isEmpty(); round++) {
        current.schedule(() -> {}, GOODBYE_POLL_MILLIS, TimeUnit.MILLISECONDS).get();
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    } catch (java.util.concurrent.ExecutionException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public synchronized boolean isRunning() {
    return loop != null;
  }

  /** Stops before everything else, above all before the web server. */
  @Override
  public int getPhase() {
    return Integer.MAX_VALUE;
  }
}
