package dev.ccrunner.worker.output;

import dev.ccrunner.event.EventType;
import dev.ccrunner.event.LogChecksum;
import dev.ccrunner.event.RunDelta;
import dev.ccrunner.event.RunEvent;
import dev.ccrunner.infra.events.LifecycleEvents;
import dev.ccrunner.infra.postgres.EventBatch;
import dev.ccrunner.infra.postgres.LeaseKey;
import dev.ccrunner.infra.postgres.RunLease;
import dev.ccrunner.run.RunFailure;
import dev.ccrunner.run.RunId;
import dev.ccrunner.run.RunOutcome;
import java.time.Clock;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import java.util.function.LongFunction;

/**
 * The log of one attempt. An event gets its number here, under the lock, before anyone sees it;
 * from then on whoever stores or sends it stores and sends the same bytes.
 *
 * <p>Thread safe. {@link #append} blocks while PostgreSQL is too far behind: that is the back
 * pressure which in the end makes Claude Code wait. A fenced log takes nothing more and throws
 * nothing: its attempt is being ended.
 */
public final class AttemptLog {
  private final LeaseKey key;
  private final int attempt;
  private final Clock clock;
  private final Spool spool;
  private final LiveSink live;
  private final BacklogGauge backlog;
  private final long maxPendingBytes;

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition room = lock.newCondition();
  // All below: guarded by the lock.
  private final ArrayDeque<Unstored> unstored = new ArrayDeque<>();
  private long unstoredBytes;
  private long lastSeq;
  private LogChecksum sum;
  private boolean open = true;
  private boolean abandoned;

  AttemptLog(
      RunLease lease,
      Clock clock,
      Spool spool,
      LiveSink live,
      BacklogGauge backlog,
      long maxPendingBytes) {
    this.key = lease.key();
    this.attempt = lease.attempt();
    this.clock = clock;
    this.spool = spool;
    this.live = live;
    this.backlog = backlog;
    this.maxPendingBytes = maxPendingBytes;
    this.lastSeq = lease.lastSeq();
    this.sum = lease.log();
  }

  /** The claim it belongs to. */
  public LeaseKey key() {
    return key;
  }

  /** Adds an event whose data is {@code dataJson}, one JSON value on one line. */
  public void append(EventType type, String dataJson) throws InterruptedException {
    append(seq -> RunEvent.of(run(), seq, attempt, type, clock.instant(), dataJson));
  }

  /** Adds the event that {@code numbered} makes for the number it gets. */
  public void append(Function<Long, RunEvent> numbered) throws InterruptedException {
    lock.lockInterruptibly();
    try {
      while (open && unstoredBytes > maxPendingBytes) {
        room.await();
      }
      if (open) {
        add(numbered.apply(lastSeq + 1));
      }
    } finally {
      lock.unlock();
    }
  }

  /** Sends a piece of a text to whoever is watching; it is never stored. */
  public void delta(String type, String dataJson) {
    lock.lock();
    try {
      if (open) {
        live.delta(key, RunDelta.of(run(), lastSeq, type, dataJson));
      }
    } finally {
      lock.unlock();
    }
  }

  /**
   * Closes the log with its terminal event. What it answers is on the spool's disk, and has to go
   * to PostgreSQL in the transaction that ends the run; only then may {@link #announceEnd} show the
   * terminal event.
   */
  public Ending end(RunOutcome outcome) {
    return close(seq -> LifecycleEvents.ended(run(), seq, attempt, clock.instant(), outcome, sum));
  }

  /**
   * Closes the attempt's part of the log, as {@link #end} does; the next attempt goes on with it.
   */
  public Ending endAttempt(RunFailure failure) {
    return close(
        seq -> LifecycleEvents.attemptFailed(run(), seq, attempt, clock.instant(), failure));
  }

  private Ending close(LongFunction<RunEvent> numbered) {
    lock.lock();
    try {
      open = false;
      room.signalAll();
      var last = numbered.apply(lastSeq + 1);
      var remaining = new ArrayList<RunEvent>();
      unstored.forEach(entry -> remaining.add(entry.event));
      remaining.add(last);
      spool.write(last.json());
      spool.force();
      return new Ending(List.copyOf(remaining), last, sum.plus(last));
    } finally {
      lock.unlock();
    }
  }

  /** Shows the end to whoever is watching: PostgreSQL has it. */
  public void announceEnd(Ending ending) {
    if (ending.last().terminal()) {
      live.end(key, ending.last());
    } else {
      live.event(key, ending.last());
    }
    forget();
    spool.discard();
  }

  /** Takes nothing more; what PostgreSQL does not have of it may still get there. */
  void abandon() {
    lock.lock();
    try {
      open = false;
      abandoned = true;
      room.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Whether it was abandoned, and PostgreSQL has all of it. */
  boolean isDone() {
    lock.lock();
    try {
      return abandoned && unstored.isEmpty();
    } finally {
      lock.unlock();
    }
  }

  /**
   * Takes nothing more: the lease is lost, and whoever has the run now writes its log. The spool
   * stays.
   */
  public void fence() {
    lock.lock();
    try {
      open = false;
      room.signalAll();
    } finally {
      lock.unlock();
    }
    forget();
    spool.close();
  }

  /**
   * The oldest events that PostgreSQL does not have, up to {@code maxBytes} and at least one;
   * empty: it has all.
   */
  Optional<EventBatch> nextBatch(long maxBytes) {
    lock.lock();
    try {
      var events = new ArrayList<RunEvent>();
      long bytes = 0;
      LogChecksum upTo = sum;
      for (var entry : unstored) {
        if (!events.isEmpty() && bytes + entry.bytes() > maxBytes) {
          break;
        }
        events.add(entry.event);
        bytes += entry.bytes();
        upTo = entry.sum;
      }
      return events.isEmpty() ? Optional.empty() : Optional.of(new EventBatch(key, events, upTo));
    } finally {
      lock.unlock();
    }
  }

  /** Notes that PostgreSQL has every event up to {@code seq}. */
  void stored(long seq) {
    lock.lock();
    try {
      while (!unstored.isEmpty() && unstored.getFirst().event.seq() <= seq) {
        long bytes = unstored.removeFirst().bytes();
        unstoredBytes -= bytes;
        backlog.shrunk(bytes);
      }
      room.signalAll();
    } finally {
      lock.unlock();
    }
    live.stored(key, seq);
  }

  private void add(RunEvent event) {
    lastSeq = event.seq();
    sum = sum.plus(event);
    spool.write(event.json());
    var entry = new Unstored(event, sum);
    unstored.addLast(entry);
    unstoredBytes += entry.bytes();
    backlog.grown(entry.bytes());
    live.event(key, event);
  }

  private void forget() {
    lock.lock();
    try {
      backlog.shrunk(unstoredBytes);
      unstoredBytes = 0;
      unstored.clear();
    } finally {
      lock.unlock();
    }
  }

  private RunId run() {
    return key.runId();
  }

  /**
   * The end of a log, or of an attempt's part of it.
   *
   * @param remaining what PostgreSQL may not have yet, {@code last} included
   * @param log over the whole log
   */
  public record Ending(List<RunEvent> remaining, RunEvent last, LogChecksum log) {}

  private record Unstored(RunEvent event, LogChecksum sum) {
    /** Characters, as a measure of memory; close enough to bytes for a bound. */
    private long bytes() {
      return event.json().length();
    }
  }
}
