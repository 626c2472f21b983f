package dev.ccrunner.worker.lease;

import dev.ccrunner.infra.postgres.LeaseKey;
import dev.ccrunner.infra.postgres.Renewal;
import dev.ccrunner.infra.time.Ticker;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * All leases this worker holds. A renewal is one statement for all of them; a lease that is missing
 * from its answer is lost.
 *
 * <p>The worker does not trust the answer to come at all. It counts from the moment <em>before</em>
 * it asked, on its own monotonic clock, so its deadline is never later than PostgreSQL's:
 *
 * <pre>
 *   renewal asked                                deadline       lease ends
 *        |----------------- ttl - margin -----------|--- margin ---|
 *                                                   the child is killed here
 * </pre>
 *
 * <p>Should this whole JVM stand still, its guard kills the children at the first of the deadlines;
 * when the JVM goes on, it gives all their leases up.
 */
public final class LeaseKeeper {
  private static final Logger log = LoggerFactory.getLogger(LeaseKeeper.class);

  private final Renewals ledger;
  private final LeaseSettings settings;
  private final Ticker ticker;
  private final Guard guard;
  private final Map<LeaseKey, Held> held = new ConcurrentHashMap<>();

  /** Who renews leases: PostgreSQL. */
  @FunctionalInterface
  interface Renewals {
    /** Renews these until {@code ttl} from now; answers those that are still held. */
    List<Renewal> renew(Collection<LeaseKey> keys, Duration ttl);
  }

  /** Who kills the children when this JVM cannot: {@code StandstillGuard}. */
  interface Guard {
    /** The children may live for so long, unless it is said again. */
    void allow(long nanos);

    /** There is nothing to wait for. */
    void allowForever();

    /** Whether it has killed since it was last asked. */
    boolean fired();
  }

  LeaseKeeper(Renewals ledger, LeaseSettings settings, Ticker ticker, Guard guard) {
    this.ledger = ledger;
    this.settings = settings;
    this.ticker = ticker;
    this.guard = guard;
  }

  /** A reading of the clock to be taken before a claim is asked for; see {@link #hold}. */
  public long beforeClaim() {
    return ticker.nanos();
  }

  /**
   * Keeps a lease that was claimed after {@code beforeClaim} was read. The guard knows of it before
   * this returns, and so before there is a child: this JVM may stand still at any moment.
   */
  public void hold(LeaseKey key, long beforeClaim, LeaseHolder holder) {
    held.put(key, new Held(holder, deadline(beforeClaim)));
    instructGuard();
  }

  /** Forgets a lease: the run has ended, or is another's. */
  public void release(LeaseKey key) {
    held.remove(key);
  }

  /**
   * Looks at this lease now, before something is begun for its run: this JVM may have stood still,
   * and the caller's thread be the first to go on. If it is lost, its holder knows by the time this
   * returns. Cheap.
   */
  public void look(LeaseKey key) {
    var lease = held.get(key);
    if (lease != null && ticker.reached(lease.deadline)) {
      giveUpOverdue();
    }
  }

  /** Whether this lease is held: not lost, and not given back. */
  public boolean holds(LeaseKey key) {
    look(key);
    return held.containsKey(key);
  }

  /** How many leases there are. */
  public int count() {
    return held.size();
  }

  /**
   * Renews all leases and hears what is wanted of their runs. To be called also when there is
   * reason to believe that something is wanted; several threads may. Blocks as long as PostgreSQL
   * does.
   */
  public void renewAll() {
    var asked = List.copyOf(held.keySet());
    if (asked.isEmpty()) {
      return;
    }
    long before = ticker.nanos();
    var renewed =
        ledger.renew(asked, settings.ttl()).stream()
            .collect(Collectors.toMap(renewal -> renewal.key(), Function.identity()));
    for (var key : asked) {
      var lease = held.get(key);
      if (lease == null) {
        continue; // ended while we asked
      }
      var renewal = renewed.get(key);
      if (renewal == null) {
        log.warn(
            "Lease of {} with epoch {} is lost; its child is killed now", key.runId(), key.epoch());
        lose(key, lease);
        continue;
      }
      lease.renewed(deadline(before));
      if (renewal.cancelReason() != null) {
        lease.holder.cancel(renewal.cancelReason());
      }
      if (renewal.controls()) {
        lease.holder.controlsWaiting();
      }
    }
  }

  /**
   * Gives up every lease whose deadline has come, and all of them when the guard has killed their
   * children. Waits for nobody but itself, so that nothing can keep it from its work: two callers
   * must both find done what either has found to do.
   */
  public synchronized void giveUpOverdue() {
    if (guard.fired()) {
      log.warn(
          "This worker stood still beyond its leases; its {} runs are given up, and their children are dead",
          giveUpAll());
    }
    held.forEach((key, lease) -> {
      if (ticker.reached(lease.deadline)) {
        log.warn(
            "Lease of {} could not be renewed for {}; its child is killed before another worker may have it",
            key.runId(),
            settings.ttl().minus(settings.margin()));
        lose(key, lease);
      }
    });
    instructGuard();
  }

  /** A little later than this keeper itself would kill: the guard is for when it does not. */
  private synchronized void instructGuard() {
    long now = ticker.nanos();
    held.values().stream()
        .mapToLong(lease -> lease.deadline - now)
        .min()
        .ifPresentOrElse(
            left -> guard.allow(left + settings.margin().dividedBy(4).toNanos()),
            guard::allowForever);
  }

  /** Asks every holder to give its run back: the worker stops. Answers how many there are. */
  public int handOverAll() {
    held.values().forEach(lease -> lease.holder.handOver());
    return held.size();
  }

  /**
   * Gives every lease up: the worker stops and cannot wait any longer. Answers how many there were.
   */
  public int giveUpAll() {
    int before = held.size();
    held.forEach(this::lose);
    return before;
  }

  private void lose(LeaseKey key, Held lease) {
    // Told first: whoever does not find it here is to find that its holder knows.
    lease.holder.leaseLost();
    held.remove(key);
  }

  private long deadline(long asked) {
    return asked + settings.ttl().minus(settings.margin()).toNanos();
  }

  private static final class Held {
    private final LeaseHolder holder;
    // Written under this object's lock, because two renewals may cross.
    private volatile long deadline;

    private Held(LeaseHolder holder, long deadline) {
      this.holder = holder;
      this.deadline = deadline;
    }

    private synchronized void renewed(long until) {
      if (until - deadline > 0) {
        deadline = until;
      }
    }
  }
}
