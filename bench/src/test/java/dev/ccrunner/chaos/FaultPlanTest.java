package dev.ccrunner.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class FaultPlanTest {
  private static final Duration LEASE = Duration.ofSeconds(9);

  @Test
  void isDecidedByItsSeed() {
    assertThat(plan(1).lane(0)).isEqualTo(plan(1).lane(0)).isNotEqualTo(plan(2).lane(0));
  }

  @Test
  void bringsEachKindOnceBeforeAnyComesTwice() {
    int kinds = FaultKind.values().length;

    var first =
        IntStream.range(0, kinds)
            .mapToObj(i -> plan(7).lane(i % FaultPlan.LANES).get(i / FaultPlan.LANES).kind())
            .toList();

    assertThat(first).containsExactlyInAnyOrder(FaultKind.values());
  }

  @Test
  void pausesWorkersForLongerThanTheirLease() {
    assertThat(plan(3).lane(1))
        .filteredOn(fault -> fault.kind() == FaultKind.WORKER_PAUSE)
        .isNotEmpty()
        .allMatch(fault -> fault.lasting().compareTo(LEASE) > 0);
  }

  @Test
  void drawsTheSameOrdersForTheSameSeed() {
    assertThat(Order.first(20, 5, true))
        .isEqualTo(Order.first(20, 5, true))
        .isNotEqualTo(Order.first(20, 6, true));
  }

  private static FaultPlan plan(long seed) {
    return new FaultPlan(seed, 2, 3, LEASE);
  }
}
