package dev.ccrunner.chaos;

import dev.ccrunner.bench.load.Api;
import dev.ccrunner.local.cluster.ClusterNode;
import dev.ccrunner.local.cluster.ClusterOptions;
import dev.ccrunner.local.cluster.ClusterProfile;
import dev.ccrunner.local.cluster.LocalCluster;
import dev.ccrunner.testkit.fakecli.FakeCli;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;

/** One cluster, so many minutes of trouble, and a judgement. */
final class ChaosRun {
  private static final int GATEWAYS = 2;
  private static final int WORKERS = 3;
  private static final int SLOTS = 8;

  /**
   * Each real Claude Code takes a core for seconds: more at once would only measure the machine.
   */
  private static final int REAL_SLOTS = 4;

  /** What paused workers stand still for at least; above the fast profile's lease. */
  private static final Duration LONGER_THAN_A_LEASE = Duration.ofSeconds(10);

  private static final Duration ENDED_WITHIN = Duration.ofSeconds(120);
  private static final Duration SEEN_WITHIN = Duration.ofSeconds(60);
  private static final Duration PROCESSES_GONE_WITHIN = Duration.ofSeconds(10);

  /** Sessions are kept for their next turns, and gone before anybody looks for what is left. */
  private static final Duration WARM = Duration.ofSeconds(4);

  private final Path folder;
  private final long seed;
  private final int minutes;
  private final double perSecond;
  private final Narrator narrator;
  private final Clock clock;
  private final Optional<Path> claude;

  ChaosRun(
      Path folder,
      long seed,
      int minutes,
      double perSecond,
      Optional<Path> claude,
      Narrator narrator,
      Clock clock) {
    this.folder = folder;
    this.seed = seed;
    this.minutes = minutes;
    this.perSecond = perSecond;
    this.claude = claude;
    this.narrator = narrator;
    this.clock = clock;
  }

  ChaosReport run() throws Exception {
    var options =
        ClusterOptions.in(folder.resolve("data"))
            .size(GATEWAYS, WORKERS, SLOTS)
            .profile(ClusterProfile.FAST)
            .environment(Map.of("PATH", "/usr/local/bin:/usr/bin:/bin", "HOME", folder.toString()))
            .settings(Map.of(), Map.of("ccr.worker.warm.idle-time", WARM.toSeconds() + "s"))
            .claudeBins(binaries())
            .progress(line -> narrator.tell("%s", line));
    try (var cluster = LocalCluster.start(options);
        var processes = new LiveProcesses()) {
      if (claude.isPresent()) {
        leaveRoomBeside(cluster.workers().getLast());
      }
      processes.start();
      return trouble(cluster, processes);
    }
  }

  /** The last worker has the real one, if there is one. */
  private List<Path> binaries() throws IOException {
    var fake = FakeCli.install(folder.resolve("cli"));
    var all = new ArrayList<>(Collections.nCopies(WORKERS, fake));
    claude.ifPresent(real -> all.set(WORKERS - 1, real));
    return all;
  }

  private static void leaveRoomBeside(ClusterNode real) {
    real.stop();
    real.set(Map.of("ccr.worker.claim.slots", Integer.toString(REAL_SLOTS)));
    real.start();
  }

  private ChaosReport trouble(LocalCluster cluster, LiveProcesses processes) throws Exception {
    var stores = new Stores(cluster.services());
    var client =
        new Client(
            cluster.gateways().stream()
                .map(gateway -> new Api(gateway.url().getPort(), cluster.apiKey()))
                .toList());
    try (var traffic = new Traffic(client, seed, narrator)) {
      var injector = new FaultInjector(cluster, stores, client, traffic, narrator, clock);
      narrator.tell("seed %d: %d minutes of %.1f runs a second", seed, minutes, perSecond);
      disturb(injector, traffic);
      awaitEnds(stores.runs(), traffic);
      traffic.giveUp();
      return judge(stores, traffic, injector, processes);
    }
  }

  /** Returns when the time is over and everything is well again. */
  private void disturb(FaultInjector injector, Traffic traffic) throws InterruptedException {
    var over = new AtomicBoolean();
    var plan = new FaultPlan(seed, GATEWAYS, WORKERS, LONGER_THAN_A_LEASE);
    var lanes = Executors.newThreadPerTaskExecutor(Thread.ofPlatform().daemon().factory());
    for (int lane = 0; lane < FaultPlan.LANES; lane++) {
      var faults = plan.lane(lane);
      lanes.execute(() -> carryOut(faults, injector, over));
    }
    lanes.execute(() -> {
      while (!over.get()) {
        injector.restartTheDead();
        pause(Duration.ofSeconds(1));
      }
    });
    int count = (int) Math.round(minutes * 60 * perSecond);
    traffic.send(
        Order.first(count, seed, claude.isEmpty()), Duration.ofNanos((long) (1e9 / perSecond)));
    over.set(true);
    lanes.shutdown();
    if (!lanes.awaitTermination(5, TimeUnit.MINUTES)) {
      throw new IllegalStateException("Not everything that was taken away came back");
    }
    injector.restartTheDead();
  }

  private void carryOut(List<PlannedFault> faults, FaultInjector injector, AtomicBoolean over) {
    var waiting = new ArrayDeque<>(faults);
    while (!over.get()) {
      var fault = waiting.removeFirst();
      pause(fault.before());
      try {
        if (!over.get() && !injector.inject(fault)) {
          later(fault, waiting);
        }
      } catch (RuntimeException e) {
        narrator.tell("%s could not be done: %s", fault.kind().wireName(), e);
      }
    }
  }

  /** After the next one: by then whatever is at the same victim may be over. */
  private static void later(PlannedFault fault, ArrayDeque<PlannedFault> waiting) {
    var next = waiting.removeFirst();
    waiting.addFirst(fault);
    waiting.addFirst(next);
  }

  private static void pause(Duration duration) {
    try {
      TimeUnit.NANOSECONDS.sleep(duration.toNanos());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void awaitEnds(StoredRuns runs, Traffic traffic)
      throws SQLException, InterruptedException {
    narrator.tell("no more faults; waiting for all runs to end");
    long end = System.nanoTime() + ENDED_WITHIN.toNanos();
    while (runs.unfinished() > 0 && System.nanoTime() - end < 0) {
      pause(Duration.ofMillis(200));
    }
    narrator.tell("%d runs are unfinished; waiting for clients to see the end", runs.unfinished());
    if (!traffic.settle(SEEN_WITHIN)) {
      narrator.tell("not every client has seen the end");
    }
  }

  private ChaosReport judge(
      Stores stores, Traffic traffic, FaultInjector injector, LiveProcesses processes)
      throws SQLException {
    var rows = stores.runs().rows();
    var evidence =
        new Evidence(
            traffic.answered(),
            rows,
            stores.runs().logs(),
            traffic.watched(),
            processes.together(),
            orphans(rows, processes));
    var findings = InvariantChecker.check(evidence);
    findings.forEach(
        finding -> narrator.tell("FOUND %s: %s", finding.violation().wireName(), finding.what()));
    var faults = injector.done();
    return new ChaosReport(
        seed,
        minutes,
        rows,
        findings,
        faults,
        injector.deaths(),
        processes.attempts(),
        Recoveries.of(faults, evidence, clock.instant()));
  }

  /** What is still there after some patience: a process may need a moment to die. */
  private List<String> orphans(List<Evidence.Row> rows, LiveProcesses processes) {
    var ours = rows.stream().map(Evidence.Row::run).collect(Collectors.toSet());
    long end = System.nanoTime() + PROCESSES_GONE_WITHIN.toNanos();
    var left = new ArrayList<String>();
    do {
      left.clear();
      processes.marked().stream()
          .filter(process -> ours.contains(process.run()))
          .forEach(process -> left.add(process.toString()));
      if (!left.isEmpty()) {
        pause(Duration.ofMillis(200));
      }
    } while (!left.isEmpty() && System.nanoTime() - end < 0);
    return left;
  }
}
