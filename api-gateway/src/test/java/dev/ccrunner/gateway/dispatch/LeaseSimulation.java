package dev.ccrunner.gateway.dispatch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ccrunner.event.LogChecksum;
import dev.ccrunner.event.RunEvent;
import dev.ccrunner.gateway.testing.SettingsBinding;
import dev.ccrunner.gateway.testing.TestGateway;
import dev.ccrunner.infra.events.LifecycleEvents;
import dev.ccrunner.infra.fault.Faults;
import dev.ccrunner.infra.ids.TimeOrderedIds;
import dev.ccrunner.infra.postgres.EventStore;
import dev.ccrunner.infra.postgres.LeaseKey;
import dev.ccrunner.infra.postgres.LeaseReaping;
import dev.ccrunner.infra.postgres.NewRun;
import dev.ccrunner.infra.postgres.OutboxRecord;
import dev.ccrunner.infra.postgres.RunLeases;
import dev.ccrunner.infra.postgres.RunLedger;
import dev.ccrunner.infra.postgres.Started;
import dev.ccrunner.key.ApiKeyId;
import dev.ccrunner.run.FailureCode;
import dev.ccrunner.run.PermissionMode;
import dev.ccrunner.run.PermissionRules;
import dev.ccrunner.run.RetryPolicy;
import dev.ccrunner.run.RunId;
import dev.ccrunner.run.RunLimits;
import dev.ccrunner.run.RunSpec;
import dev.ccrunner.team.Author;
import dev.ccrunner.team.TeamId;
import dev.ccrunner.wire.DispatchBell;
import dev.ccrunner.worker.WorkerId;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.function.Predicate;

/**
 * Workers, reapers, clients and time, acting on a few runs in an order that a seed decides, on the
 * real repositories and the real reaper. Workers here are worse than real ones: they never notice
 * that they are lost, and go on writing. After each act the promises are checked, and at the end
 * the log of every run.
 */
final class LeaseSimulation {
  private static final Duration TTL = Duration.ofHours(1);
  private static final int RUNS = 2;

  /** More than a run has attempts, since a reaper may be interrupted. */
  private static final int MOST_ROUNDS = 20;

  private static final Instant NOON = Instant.parse("2026-11-22T12:00:00Z");

  private final TeamId team;
  private final Connection time;
  private final Random random;
  private final RunLedger ledger;
  private final RunLeases leases;
  private final LeaseReaping reaping;
  private final EventStore store;
  private final LeaseReaper reaper;

  private final List<RunId> runs = new ArrayList<>();
  private final List<SimulatedWorker> workers = new ArrayList<>();

  /** The last epoch that a worker was given; every other may change nothing. */
  private final Map<RunId, Long> newest = new HashMap<>();

  private final List<String> history = new ArrayList<>();
  private int depth;

  /**
   * @param time a connection on which leases are made to end
   */
  LeaseSimulation(TestGateway gateway, TeamId team, Connection time, long seed) {
    this.team = team;
    this.time = time;
    this.random = new Random(seed);
    this.ledger = gateway.bean(RunLedger.class);
    this.leases = gateway.bean(RunLeases.class);
    this.reaping = gateway.bean(LeaseReaping.class);
    this.store = gateway.bean(EventStore.class);
    this.reaper =
        new LeaseReaper(
            reaping,
            leases,
            new Interrupted(),
            gateway.bean(BellRinger.class),
            SettingsBinding.bind(
                "ccr.dispatch", DispatchSettings.class, Map.of("ccr.dispatch.reap-lease", "1h")),
            Clock.systemUTC(),
            UUID.randomUUID(),
            Faults.NONE);
  }

  /** Lets {@code steps} things happen, and then everything come to its end. */
  void play(int steps) {
    try {
      for (int i = 0; i < RUNS; i++) {
        submit();
      }
      for (int i = 0; i < steps; i++) {
        act();
      }
      comeToRest();
      for (var run : runs) {
        checkLog(run);
      }
    } catch (AssertionError | RuntimeException e) {
      throw new AssertionError(String.join("\n", history), e);
    }
  }

  private void act() {
    switch (random.nextInt(10)) {
      case 0, 1 -> claim(runs.get(random.nextInt(runs.size())));
      case 2, 3 -> someWorker("says", this::say);
      case 4 -> someWorker("starts", this::start);
      case 5 -> someWorker("renews", this::renew);
      case 6 -> someWorker("settles", this::settle);
      case 7 -> timePasses(runs.get(random.nextInt(runs.size())));
      case 8 -> reap();
      default -> cancelSometimes(runs.get(random.nextInt(runs.size())));
    }
  }

  private void submit() {
    var run = new RunId(TimeOrderedIds.next());
    ledger.enqueue(
        new NewRun(
            team,
            run,
            spec(),
            Map.of(),
            Author.of(new ApiKeyId(TimeOrderedIds.next())),
            LifecycleEvents.queued(run, NOON)),
        OutboxRecord.of(new DispatchBell(team, run)));
    runs.add(run);
  }

  private static RunSpec spec() {
    return new RunSpec(
        "p",
        null,
        null,
        null,
        null,
        null,
        PermissionMode.DEFAULT,
        PermissionRules.NONE,
        new RunLimits(null, null, Duration.ofMinutes(1), Duration.ofMinutes(1)),
        new RetryPolicy(4, Set.of(FailureCode.WORKER_LOST)),
        Map.of());
  }

  private void claim(RunId run) {
    var lease = leases.claim(team, run, new WorkerId(TimeOrderedIds.next()), TTL, "plain");
    note("claim %s: %s", run, lease.map(claimed -> claimed.key().epoch()));
    lease.ifPresent(claimed -> {
      assertThat(claimed.key().epoch()).isGreaterThan(newest.getOrDefault(run, 0L));
      newest.put(run, claimed.key().epoch());
      workers.add(new SimulatedWorker(claimed));
    });
  }

  private void someWorker(String what, Predicate<SimulatedWorker> act) {
    if (workers.isEmpty()) {
      return;
    }
    var worker = workers.get(random.nextInt(workers.size()));
    boolean taken = act.test(worker);
    note("%s epoch %d %s: %s", worker.key().runId(), worker.key().epoch(), what, taken);
    if (taken) {
      assertThat(worker.key().epoch()).isEqualTo(newest.get(worker.key().runId()));
    }
  }

  private boolean say(SimulatedWorker worker) {
    return store.append(List.of(worker.say())).contains(worker.key());
  }

  private boolean start(SimulatedWorker worker) {
    var answer = leases.started(worker.key());
    worker.heard(answer);
    return answer != Started.FENCED;
  }

  private boolean renew(SimulatedWorker worker) {
    var renewed = leases.renew(List.of(worker.key()), TTL);
    renewed.forEach(renewal -> worker.cancel(renewal.cancelReason()));
    return !renewed.isEmpty();
  }

  private boolean settle(SimulatedWorker worker) {
    return leases.settle(worker.end(random.nextBoolean()));
  }

  private void timePasses(RunId run) {
    note("lease of %s ends", run);
    try (var sql =
        time.prepareStatement(
            "update run set lease_until = now() - interval '1 second'"
                + " where lease_until is not null and team_id = ? and id = ?")) {
      sql.setObject(1, team.value());
      sql.setObject(2, run.value());
      sql.executeUpdate();
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  private void reap() {
    note("reap");
    reaper.reap();
  }

  /** Not often, else hardly any run would get far. */
  private void cancelSometimes(RunId run) {
    if (random.nextInt(3) == 0) {
      note("cancel %s: %s", run, ledger.cancel(team, run, "Enough.", NOON));
    }
  }

  private void comeToRest() {
    for (int round = 0; round < MOST_ROUNDS && !allOver(); round++) {
      runs.forEach(this::timePasses);
      reap();
      runs.forEach(this::claim);
    }
  }

  private boolean allOver() {
    return ledger.ended(team, runs).size() == runs.size();
  }

  private void checkLog(RunId id) {
    var run = ledger.find(team, id).orElseThrow();
    var log = store.read(team, id, 0, 10_000);
    var sum = LogChecksum.EMPTY;
    long seq = 0;
    for (var event : log) {
      assertThat(event.seq()).as("numbers of %s", id).isEqualTo(++seq);
      sum = sum.plus(event);
    }
    assertThat(run.status().terminal()).as("%s has ended, in %s", id, run.status()).isTrue();
    assertThat(run.lastSeq()).isEqualTo(seq);
    assertThat(run.log()).isEqualTo(sum);
    assertThat(log).filteredOn(RunEvent::terminal).containsExactly(log.getLast());
    assertThat(log.getLast().type()).isEqualTo("run." + run.status().wireName());
  }

  private void note(String format, Object... arguments) {
    history.add("  ".repeat(depth) + format.formatted(arguments));
  }

  /** Between the two steps of a reaper anything may happen, also another reaper. */
  private final class Interrupted implements LogTail {
    @Override
    public List<RunEvent> fenceAndRead(LeaseKey taken, long after) {
      // From here on no worker's epoch is the newest any more.
      newest.put(taken.runId(), taken.epoch());
      depth++;
      for (int i = random.nextInt(4); i > 0 && depth < 3; i--) {
        act();
      }
      depth--;
      return List.of();
    }

    @Override
    public void show(LeaseKey taken, List<RunEvent> events) {}
  }
}
