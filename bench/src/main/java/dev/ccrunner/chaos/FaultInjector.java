package dev.ccrunner.chaos;

import dev.ccrunner.embedded.Service;
import dev.ccrunner.local.cluster.ClusterNode;
import dev.ccrunner.local.cluster.LocalCluster;
import dev.ccrunner.local.cluster.WorkerNode;
import dev.ccrunner.worker.WorkerId;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;

/** Does faults, and brings back what they took away. Several may be done at a time. */
final class FaultInjector {
  private static final int FIRST_PROBE = 1_000_000;
  private static final Duration BACK_WITHIN = Duration.ofMinutes(3);
  private static final Duration OVER_WITHIN = Duration.ofSeconds(60);
  private static final Duration LOOK_AGAIN = Duration.ofMillis(200);
  private static final Duration START_AGAIN_AFTER = Duration.ofSeconds(1);

  private final LocalCluster cluster;
  private final Stores stores;
  private final Client client;
  private final Traffic traffic;
  private final Narrator narrator;
  private final Clock clock;
  private final Collection<Fault> done = new ConcurrentLinkedQueue<>();
  private final AtomicInteger probes = new AtomicInteger(FIRST_PROBE);
  private final AtomicInteger deaths = new AtomicInteger();
  private final ReentrantReadWriteLock logTails = new ReentrantReadWriteLock();
  private final Map<String, ReentrantLock> victims = new ConcurrentHashMap<>();

  FaultInjector(
      LocalCluster cluster,
      Stores stores,
      Client client,
      Traffic traffic,
      Narrator narrator,
      Clock clock) {
    this.cluster = cluster;
    this.stores = stores;
    this.client = client;
    this.traffic = traffic;
    this.narrator = narrator;
    this.clock = clock;
  }

  /**
   * Returns when the victim is well again, and runs are claimed again; false: another fault is at
   * it, and nothing was done.
   */
  boolean inject(PlannedFault fault) {
    var tails = tails(fault.kind());
    if (!tails.tryLock()) {
      return false;
    }
    try {
      return injectOn(victim(fault), fault);
    } finally {
      tails.unlock();
    }
  }

  /**
   * The last second of a log may be in Redis and on the worker only; that it survives the loss of
   * both is not promised. So Redis is left alone while a worker, or PostgreSQL and by that a lease,
   * is lost.
   */
  private Lock tails(FaultKind kind) {
    return switch (kind.victim()) {
      case REDIS -> logTails.writeLock();
      case WORKER, POSTGRES, GATEWAY, KAFKA, CLIENTS -> logTails.readLock();
    };
  }

  private boolean injectOn(ReentrantLock victim, PlannedFault fault) {
    if (!victim.tryLock()) {
      return false;
    }
    try {
      switch (fault.kind()) {
        case WORKER_KILL -> worker(fault, WorkerNode::kill, FaultInjector::start);
        case WORKER_PAUSE -> worker(fault, WorkerNode::pause, (node, _) -> node.resume());
        case WORKER_DRAIN -> worker(fault, WorkerNode::stop, FaultInjector::start);
        case GATEWAY_KILL -> gateway(fault, ClusterNode::kill);
        case GATEWAY_RESTART -> gateway(fault, ClusterNode::stop);
        case KAFKA_RESTART -> stopped(fault, Service.KAFKA);
        case KAFKA_KILL -> killed(fault, Service.KAFKA);
        case REDIS_RESTART -> stopped(fault, Service.REDIS);
        case REDIS_FLUSHALL -> whole(fault, "forgets everything", stores::flushRedis);
        case POSTGRES_RESTART -> stopped(fault, Service.POSTGRES);
        case POSTGRES_KILL -> killed(fault, Service.POSTGRES);
        case CLIENTS_CUT ->
            whole(fault, "cut", () -> narrator.tell("  %d streams", client.cutAll()));
        case BELLS_REPLAYED ->
            whole(fault, "replayed", () -> narrator.tell("  %d bells", stores.ringForEveryRun()));
      }
      return true;
    } finally {
      victim.unlock();
    }
  }

  private ReentrantLock victim(PlannedFault fault) {
    return lock(
        switch (fault.kind().victim()) {
          case WORKER -> cluster.workers().get(fault.target()).name();
          // One at a time: without any gateway there would be nothing to watch.
          case GATEWAY, KAFKA, REDIS, POSTGRES, CLIENTS -> fault.kind().victim().name();
        });
  }

  private ReentrantLock lock(String name) {
    return victims.computeIfAbsent(name, _ -> new ReentrantLock());
  }

  private interface Harm {
    void to(WorkerNode worker);
  }

  private interface Cure {
    void of(WorkerNode worker, FaultInjector injector);
  }

  private void worker(PlannedFault fault, Harm harm, Cure cure) {
    var node = cluster.workers().get(fault.target());
    var held = held(node);
    var at = clock.instant();
    tell(fault, node.name() + ", which has " + held.size() + " runs");
    harm.to(node);
    done.add(new Fault(fault.kind(), at, held, OptionalInt.empty()));
    pause(fault.lasting());
    cure.of(node, this);
    narrator.tell("  %s is back", node.name());
    awaitProgress(held);
  }

  private void awaitProgress(List<StoredRuns.Held> held) {
    if (!held.isEmpty()) {
      await("the runs it had went on", () -> stores.runs().unchanged(held) == 0);
    }
  }

  private List<StoredRuns.Held> held() {
    return cluster.workers().stream().flatMap(worker -> held(worker).stream()).toList();
  }

  /** Nothing when PostgreSQL is away just now: then nobody knows. */
  private List<StoredRuns.Held> held(WorkerNode node) {
    try {
      var id = WorkerId.parse(node.id());
      return id.isEmpty() ? List.of() : stores.runs().heldBy(id.get());
    } catch (SQLException _) {
      return List.of();
    }
  }

  private void gateway(PlannedFault fault, java.util.function.Consumer<ClusterNode> harm) {
    var node = cluster.gateways().get(fault.target());
    var at = clock.instant();
    tell(fault, node.name());
    harm.accept(node);
    int probe = probe(fault, at);
    pause(fault.lasting());
    start(node, this);
    narrator.tell("  %s is back", node.name());
    awaitClaim(probe);
  }

  private void stopped(PlannedFault fault, Service service) {
    service(fault, service, () -> cluster.services().stop(service));
  }

  private void killed(PlannedFault fault, Service service) {
    service(fault, service, () -> cluster.services().kill(service));
  }

  private void service(PlannedFault fault, Service service, Runnable harm) {
    // Without PostgreSQL leases cannot be renewed: it takes all runs along, or none.
    var held = service == Service.POSTGRES ? held() : List.<StoredRuns.Held>of();
    var at = clock.instant();
    tell(fault, service.title());
    harm.run();
    int probe = probe(fault, at);
    pause(fault.lasting());
    cluster.services().start(service);
    narrator.tell("  %s is back", service.title());
    awaitClaim(probe);
    awaitProgress(held);
  }

  private void whole(PlannedFault fault, String what, Runnable harm) {
    var at = clock.instant();
    tell(fault, what);
    try {
      harm.run();
    } catch (IllegalStateException e) {
      narrator.tell("  could not be done just now: %s", e);
      return;
    }
    awaitClaim(probe(fault, at));
  }

  private void tell(PlannedFault fault, String what) {
    narrator.tell("%s: %s", fault.kind().wireName(), what);
  }

  private int probe(PlannedFault fault, Instant at) {
    int number = probes.incrementAndGet();
    traffic.place(Order.probe(number));
    done.add(new Fault(fault.kind(), at, List.of(), OptionalInt.of(number)));
    return number;
  }

  /** The next fault must not add to how long this one lasts. How long it was is found out later. */
  private void awaitClaim(int probe) {
    await("runs are claimed again", () -> stores.runs().isClaimed(probe));
  }

  private interface Look {
    boolean sees() throws SQLException;
  }

  private void await(String what, Look look) {
    long begun = System.nanoTime();
    while (System.nanoTime() - begun < OVER_WITHIN.toNanos()) {
      try {
        if (look.sees()) {
          narrator.tell("  %s", what);
          return;
        }
      } catch (SQLException _) {
        // PostgreSQL is away because of the other lane.
      }
      pause(LOOK_AGAIN);
    }
    narrator.tell("  NOT within %d s: %s", OVER_WITHIN.toSeconds(), what);
  }

  /** As an orchestrator would: again and again, should it end while starting. */
  private static void start(ClusterNode node, FaultInjector injector) {
    long end = System.nanoTime() + BACK_WITHIN.toNanos();
    while (true) {
      try {
        node.start();
        return;
      } catch (RuntimeException e) {
        if (System.nanoTime() - end > 0) {
          throw e;
        }
        injector.narrator.tell("  %s did not start: %s", node.name(), e);
        injector.pause(START_AGAIN_AFTER);
      }
    }
  }

  /** Starts again whatever has ended without being told to. */
  void restartTheDead() {
    restartTheDead(cluster.gateways());
    restartTheDead(cluster.workers());
  }

  private void restartTheDead(List<? extends ClusterNode> nodes) {
    for (var node : nodes) {
      var lock = lock(node instanceof WorkerNode ? node.name() : FaultKind.Victim.GATEWAY.name());
      if (!lock.tryLock()) {
        continue; // a fault is at it
      }
      try {
        if (!node.isRunning()) {
          deaths.incrementAndGet();
          narrator.tell("%s has ended by itself and is started again", node.name());
          start(node, this);
        }
      } finally {
        lock.unlock();
      }
    }
  }

  private void pause(Duration duration) {
    long end = System.nanoTime() + duration.toNanos();
    for (long left = duration.toNanos(); left > 0; left = end - System.nanoTime()) {
      LockSupport.parkNanos(left);
    }
  }

  Collection<Fault> done() {
    return List.copyOf(done);
  }

  /** How often a node ended by itself. */
  int deaths() {
    return deaths.get();
  }
}
