package dev.ccrunner.gateway.identity.throttle;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.ccrunner.infra.redis.WindowCounters.Count;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;

/** What one gateway counts by itself; of bounded size. */
final class LocalCounters {
  private final Clock clock;
  private final Cache<String, Window> windows;

  private record Window(int count, Instant end) {}

  LocalCounters(Clock clock, int maxRemembered) {
    this.clock = clock;
    this.windows = Caffeine.newBuilder().maximumSize(maxRemembered).build();
  }

  /** Adds {@code amount}; the window begins with the first. */
  Count add(String name, int amount, Duration length) {
    Instant now = clock.instant();
    Window window =
        windows
            .asMap()
            .compute(
                name,
                (_, before) ->
                    before == null || !now.isBefore(before.end())
                        ? new Window(amount, now.plus(length))
                        : new Window(before.count() + amount, before.end()));
    return new Count(window.count(), Duration.between(now, window.end()));
  }

  void clear(String name) {
    windows.invalidate(name);
  }
}
