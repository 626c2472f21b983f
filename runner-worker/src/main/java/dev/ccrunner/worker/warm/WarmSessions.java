package dev.ccrunner.worker.warm;

import dev.ccrunner.infra.loop.Loop;
import dev.ccrunner.infra.postgres.LeaseKey;
import dev.ccrunner.infra.postgres.RunLease;
import dev.ccrunner.infra.time.Ticker;
import dev.ccrunner.session.SessionId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;

/**
 * The idle sessions of this worker whose Claude Code stands still and waits for their next run.
 * They take no slot, but memory and a user each, so they are few and not for long.
 *
 * <p>Nothing relies on them: whoever finds none begins anew. And none is ever used that its session
 * has gone on without: the claim says after which attempt the session stands, and only the Claude
 * Code that stands there is taken. Who takes it owns it. Thread safe.
 */
public final class WarmSessions implements SmartLifecycle {
  private static final Logger log = LoggerFactory.getLogger(WarmSessions.class);

  private final WarmSettings settings;
  private final Function<Collection<LeaseKey>, Set<LeaseKey>> stillOfUse;
  private final WarmMetrics metrics;
  private final Ticker ticker;

  /** The longest idle first. Guarded by itself, like what follows. */
  private final Map<SessionId, Kept> idle = new LinkedHashMap<>();

  /**
   * After which attempts those stood that are not idle any more, and not gone yet: they still have
   * their users.
   */
  private final Set<LeaseKey> ending = new HashSet<>();

  private boolean closed;
  private volatile boolean running;
  private long nextLook;

  private record Kept(WarmSession session, long until) {}

  /**
   * @param stillOfUse answers those attempts after which their sessions still stand
   */
  WarmSessions(
      WarmSettings settings,
      Function<Collection<LeaseKey>, Set<LeaseKey>> stillOfUse,
      WarmMetrics metrics,
      Ticker ticker) {
    this.settings = settings;
    this.stillOfUse = stillOfUse;
    this.metrics = metrics;
    this.ticker = ticker;
    this.nextLook = ticker.after(settings.lookEvery());
    metrics.watch(this::count, this::memoryBytes);
  }

  /** Whether it would keep one. */
  public boolean welcome() {
    synchronized (idle) {
      return settings.maxSessions() > 0 && !closed;
    }
  }

  /** How long all that a run has started may take to stand still. */
  public Duration freezeWithin() {
    return settings.freezeWithin();
  }

  /**
   * Keeps it, before its run is settled: the session's next run may come right after that.
   *
   * @return for how long; empty: it is ended
   */
  public Optional<Duration> keep(WarmSession session) {
    var ended = new LinkedHashMap<WarmSession, End>();
    boolean kept;
    synchronized (idle) {
      var before = idle.remove(session.session());
      if (before != null) {
        ended.put(leaving(before.session), End.USELESS);
      }
      kept = welcome();
      if (kept) {
        idle.put(session.session(), new Kept(session, ticker.after(settings.idleTime())));
        makeRoom(ended);
        kept = idle.containsKey(session.session());
      } else {
        ended.put(leaving(session), End.STOP);
      }
    }
    ended.forEach(this::endSoon);
    return kept ? Optional.of(settings.idleTime()) : Optional.empty();
  }

  private void makeRoom(Map<WarmSession, End> ended) {
    while (idle.size() > settings.maxSessions()) {
      ended.put(removeOldest(), End.COUNT);
    }
    while (memoryBytes() > settings.maxMemory().toBytes()) {
      ended.put(removeOldest(), End.MEMORY);
    }
  }

  private WarmSession removeOldest() {
    var all = idle.values().iterator();
    var oldest = all.next().session;
    all.remove();
    return leaving(oldest);
  }

  /** It is to be ended; said by who holds the lock. */
  private WarmSession leaving(WarmSession session) {
    ending.add(session.after());
    return session;
  }

  /** Its run was not settled: the session does not stand there. */
  public void discard(WarmSession session) {
    boolean found;
    synchronized (idle) {
      found = idle.values().removeIf(kept -> kept.session.after().equals(session.after()));
      if (found) {
        leaving(session);
      }
    }
    if (found) {
      endSoon(session, End.UNSETTLED);
    }
  }

  /** What the run can go on with, if it is here. It is the caller's from then on. */
  public Optional<WarmSession> take(RunLease lease) {
    var session = lease.session();
    var stand = session == null ? null : session.stand();
    if (session == null || stand == null || settings.maxSessions() == 0) {
      return Optional.empty(); // there is nothing that it could go on with
    }
    Kept kept;
    synchronized (idle) {
      kept = idle.remove(session.id());
    }
    if (kept == null) {
      metrics.turn(Turn.ABSENT);
      return Optional.empty();
    }
    // A second attempt goes on from what the first one has done to it, wherever that was.
    if (lease.attempt() > 1 || !kept.session.after().equals(stand)) {
      return refused(kept.session, Turn.MOVED_ON);
    }
    return kept.session.isSound() ? Optional.of(kept.session) : refused(kept.session, Turn.UNSOUND);
  }

  private Optional<WarmSession> refused(WarmSession session, Turn why) {
    metrics.turn(why);
    synchronized (idle) {
      leaving(session);
    }
    endSoon(session, End.USELESS);
    return Optional.empty();
  }

  /** What became of one that was taken. */
  public void used(Turn how) {
    metrics.turn(how);
  }

  /**
   * Ends the one that was idle longest, to have its user, or waits for one that is being ended
   * anyway; false: there is none.
   */
  public boolean giveOneUp() throws InterruptedException {
    WarmSession oldest;
    synchronized (idle) {
      if (idle.isEmpty()) {
        return awaitEnd();
      }
      oldest = removeOldest();
    }
    end(oldest, End.USERS);
    return true;
  }

  /** Holds the lock, but not while it waits. */
  private boolean awaitEnd() throws InterruptedException {
    if (ending.isEmpty()) {
      return false;
    }
    var before = Set.copyOf(ending);
    while (ending.containsAll(before)) {
      idle.wait();
    }
    return true;
  }

  /** Ends what has been idle for long enough, has died, or is of no use. */
  public void lookAround() {
    endAll(End.IDLE, kept -> ticker.reached(kept.until));
    endAll(End.DEAD, kept -> !kept.session.isSound());
    if (count() > 0 && ticker.reached(nextLook)) {
      nextLook = ticker.after(settings.lookEvery());
      var all = keys();
      var useful = stillOfUse.apply(all);
      endAll(
          End.USELESS,
          kept -> all.contains(kept.session.after()) && !useful.contains(kept.session.after()));
    }
  }

  private List<LeaseKey> keys() {
    synchronized (idle) {
      return idle.values().stream().map(kept -> kept.session.after()).toList();
    }
  }

  private void endAll(End why, Predicate<Kept> which) {
    var found = new ArrayList<WarmSession>();
    synchronized (idle) {
      idle.values().removeIf(kept -> which.test(kept) && found.add(leaving(kept.session)));
    }
    found.forEach(session -> end(session, why));
  }

  private void endSoon(WarmSession session, End why) {
    Thread.ofVirtual()
        .name("end-of-" + session.claude().place().name())
        .start(() -> end(session, why));
  }

  private void end(WarmSession session, End why) {
    metrics.ended(why);
    try {
      session.close();
    } catch (RuntimeException e) {
      log.error("{} could not be ended as a whole", session.claude(), e);
    } finally {
      synchronized (idle) {
        ending.remove(session.after());
        idle.notifyAll();
      }
    }
  }

  /** Keeps none any more: the worker takes no more runs. */
  public void close() {
    synchronized (idle) {
      closed = true;
    }
    endAll(End.STOP, _ -> true);
  }

  int count() {
    synchronized (idle) {
      return idle.size();
    }
  }

  private long memoryBytes() {
    synchronized (idle) {
      return idle.values().stream().mapToLong(kept -> kept.session.memoryBytes()).sum();
    }
  }

  @Override
  public void start() {
    running = true;
  }

  @Override
  public void stop() {
    close();
    running = false;
  }

  @Override
  public boolean isRunning() {
    return running;
  }

  /** After the last run has ended, and while everything is there that ending them needs. */
  @Override
  public int getPhase() {
    return Loop.Phase.SERVICE.order();
  }
}
