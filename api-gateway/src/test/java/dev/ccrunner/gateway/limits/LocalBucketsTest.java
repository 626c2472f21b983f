package dev.ccrunner.gateway.limits;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ccrunner.team.Subject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;

/** What a gateway counts by itself. */
class LocalBucketsTest {
  private final LocalBuckets buckets = new LocalBuckets(100);

  @Test
  void takesFromAllOrFromNone() {
    var wide = quota("wide", 10);
    var narrow = quota("narrow", 1);

    assertThat(buckets.take(List.of(wide, narrow), 1).passes()).isTrue();
    var refused = buckets.take(List.of(wide, narrow), 1);

    assertThat(refused.passes()).isFalse();
    assertThat(refused.levels().getFirst().left()).isEqualTo(9);
    assertThat(refused.tightest().quota()).isEqualTo(narrow);
    assertThat(refused.tightest().untilNext())
        .isBetween(Duration.ofSeconds(50), Duration.ofSeconds(60));
  }

  @Test
  void looksWithoutTaking() {
    var quota = quota("x", 5);
    var _ = buckets.take(List.of(quota), 1);

    assertThat(buckets.take(List.of(quota), 0).levels().getFirst().left()).isEqualTo(4);
    assertThat(buckets.take(List.of(quota), 0).levels().getFirst().left()).isEqualTo(4);
  }

  @Test
  void neverGivesMoreThanABucketHoldsHoweverManyAskAtOnce() throws Exception {
    var quota = quota("x", 60); // one a second comes anew
    var asked = new ArrayList<Callable<Boolean>>();
    for (int i = 0; i < 500; i++) {
      asked.add(() -> buckets.take(List.of(quota), 1).passes());
    }

    long begun = System.nanoTime();
    int taken = 0;
    try (var threads = Executors.newFixedThreadPool(16)) {
      for (var answer : threads.invokeAll(asked)) {
        taken += answer.get() ? 1 : 0;
      }
    }
    long seconds = Duration.ofNanos(System.nanoTime() - begun).toSeconds();

    assertThat(taken).isBetween(60, (int) (60 + seconds + 1));
  }

  private static Quota quota(String name, int most) {
    return new Quota(name, new Subject(Subject.Kind.KEY, new UUID(0, 1)), most, "test");
  }
}
