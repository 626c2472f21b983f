package dev.ccrunner.gateway.limits;

import dev.ccrunner.infra.redis.RedisUnavailableException;
import dev.ccrunner.infra.redis.TokenBuckets;
import dev.ccrunner.team.TeamId;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import java.util.stream.IntStream;

/**
 * Counts requests: in Redis, over all gateways, and by this gateway alone while Redis is away. With
 * Redis a bound is exact; without it, it is the bound of one gateway times their number. A request
 * never waits for Redis beyond a small timeout, and after one that did, none waits for a while.
 */
final class RequestBuckets {
  private final TokenBuckets shared;
  private final LocalBuckets local;
  private final LimitSettings settings;
  private final LongSupplier nanoTime;
  private final Counter countedLocally;
  private final AtomicLong notBefore;

  RequestBuckets(
      TokenBuckets shared, LimitSettings settings, MeterRegistry registry, LongSupplier nanoTime) {
    this.shared = shared;
    this.local = new LocalBuckets(settings.cacheSize());
    this.settings = settings;
    this.nanoTime = nanoTime;
    this.countedLocally = registry.counter("limits.counted.locally");
    this.notBefore = new AtomicLong(nanoTime.getAsLong());
  }

  /** Counts a request for all of these quotas, or for none when one of them has nothing left. */
  Verdict take(TeamId team, List<Quota> quotas) {
    return take(team, quotas, 1);
  }

  /** What is left, without taking anything. */
  Verdict look(TeamId team, List<Quota> quotas) {
    return take(team, quotas, 0);
  }

  private Verdict take(TeamId team, List<Quota> quotas, int cost) {
    if (nanoTime.getAsLong() - notBefore.get() < 0) {
      return locally(quotas, cost);
    }
    var buckets =
        quotas.stream()
            .map(quota -> new TokenBuckets.Bucket(quota.bucket(), quota.most(), Quota.WINDOW, cost))
            .toList();
    try {
      var taken =
          shared
              .take(team.toString(), buckets)
              .toCompletableFuture()
              .get(settings.redisTimeout().toNanos(), TimeUnit.NANOSECONDS);
      return new Verdict(
          taken.taken(),
          IntStream.range(0, quotas.size())
              .mapToObj(i -> new Verdict.Level(quotas.get(i), taken.levels().get(i)))
              .toList());
    } catch (TimeoutException _) {
      notBefore.set(nanoTime.getAsLong() + settings.redisPause().toNanos());
      return locally(quotas, cost);
    } catch (ExecutionException | RedisUnavailableException _) {
      return locally(quotas, cost); // it is known to be away, which costs no time
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return locally(quotas, cost);
    }
  }

  private Verdict locally(List<Quota> quotas, int cost) {
    countedLocally.increment(cost);
    return local.take(quotas, cost);
  }
}
