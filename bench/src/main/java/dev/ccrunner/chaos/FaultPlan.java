package dev.ccrunner.chaos;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/**
 * The faults of a seed, in lanes that go on side by side: as many faults overlap as there are
 * lanes. Kinds are dealt like cards, so that each comes once before any comes twice.
 */
final class FaultPlan {
  /** No more than two faults at a time. */
  static final int LANES = 2;

  private static final int DECKS = 200;

  private final long seed;
  private final int gateways;
  private final int workers;
  private final Duration leaseTtl;

  /**
   * @param leaseTtl paused workers stand still for longer than this
   */
  FaultPlan(long seed, int gateways, int workers, Duration leaseTtl) {
    this.seed = seed;
    this.gateways = gateways;
    this.workers = workers;
    this.leaseTtl = leaseTtl;
  }

  /** More faults than fit into any time. */
  List<PlannedFault> lane(int lane) {
    var random = new Random(seed);
    var mine = new ArrayList<PlannedFault>();
    int dealt = 0;
    for (int i = 0; i < DECKS; i++) {
      var deck = new ArrayList<>(List.of(FaultKind.values()));
      Collections.shuffle(deck, random);
      for (var kind : deck) {
        // Drawn for the other lanes too, so that all lanes draw the same.
        var fault = draw(kind, random);
        if (dealt++ % LANES == lane) {
          mine.add(fault);
        }
      }
    }
    return mine;
  }

  private PlannedFault draw(FaultKind kind, Random random) {
    int target =
        switch (kind.victim()) {
          case WORKER -> random.nextInt(workers);
          case GATEWAY -> random.nextInt(gateways);
          case KAFKA, REDIS, POSTGRES, CLIENTS -> 0;
        };
    var before = Duration.ofMillis(random.nextInt(500, 5_000));
    var away = Duration.ofMillis(random.nextInt(200, 6_000));
    return new PlannedFault(
        kind, target, before, kind == FaultKind.WORKER_PAUSE ? leaseTtl.plus(away) : away);
  }
}
