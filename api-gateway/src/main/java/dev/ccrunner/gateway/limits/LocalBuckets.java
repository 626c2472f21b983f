package dev.ccrunner.gateway.limits;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.github.bucket4j.Bucket;
import java.util.ArrayList;
import java.util.List;

/** Buckets of this gateway alone, for as long as Redis is away. */
final class LocalBuckets {
  private static final double NANOS_PER_WINDOW = Quota.WINDOW.toNanos();

  /** One that nobody has asked for is full again after a window, as a new one is. */
  private final Cache<Key, Bucket> buckets;

  LocalBuckets(int mostRemembered) {
    buckets =
        Caffeine.newBuilder().maximumSize(mostRemembered).expireAfterAccess(Quota.WINDOW).build();
  }

  /** Another capacity is another bucket. */
  private record Key(String bucket, int most) {}

  /** Takes a token of each, or none of any. */
  Verdict take(List<Quota> quotas, int cost) {
    var taken = new ArrayList<Bucket>();
    for (var quota : quotas) {
      var bucket = bucket(quota);
      if (cost > 0 && !bucket.tryConsume(cost)) {
        taken.forEach(other -> other.addTokens(cost));
        return new Verdict(false, levels(quotas));
      }
      taken.add(bucket);
    }
    return new Verdict(true, levels(quotas));
  }

  private List<Verdict.Level> levels(List<Quota> quotas) {
    return quotas.stream().map(quota -> new Verdict.Level(quota, tokens(quota))).toList();
  }

  /** With the part of a token that has come already: when the next is there depends on it. */
  private double tokens(Quota quota) {
    var bucket = bucket(quota);
    long whole = bucket.getAvailableTokens();
    if (whole > 0) {
      return whole;
    }
    long wait = bucket.estimateAbilityToConsume(1).getNanosToWaitForRefill();
    return Math.clamp(1 - wait * quota.most() / NANOS_PER_WINDOW, 0.0, 1.0);
  }

  private Bucket bucket(Quota quota) {
    return buckets.get(
        new Key(quota.bucket(), quota.most()),
        _ ->
            Bucket.builder()
                .addLimit(
                    limit -> limit.capacity(quota.most()).refillGreedy(quota.most(), Quota.WINDOW))
                .build());
  }
}
