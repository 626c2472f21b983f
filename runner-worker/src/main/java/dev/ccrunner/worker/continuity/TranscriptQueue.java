package dev.ccrunner.worker.continuity;

import dev.ccrunner.infra.postgres.LeaseKey;
import dev.ccrunner.infra.postgres.LeasedSession;
import dev.ccrunner.infra.postgres.TranscriptBatch;
import dev.ccrunner.infra.postgres.TranscriptBatch.Part;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * What one attempt's Claude Code has written and PostgreSQL does not have yet. Thread safe; {@link
 * #add} blocks while PostgreSQL is too far behind, which in the end makes Claude Code wait.
 */
final class TranscriptQueue {
  private final LeaseKey key;
  private final LeasedSession session;
  private final long maxPending;

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition room = lock.newCondition();
  // All below: guarded by the lock.
  private final Deque<Written> waiting = new ArrayDeque<>();
  private long pending;
  private int lastNo;
  private @Nullable TranscriptBatch inFlight;
  private boolean open = true;
  private boolean abandoned;

  TranscriptQueue(LeaseKey key, LeasedSession session, long maxPending) {
    this.key = key;
    this.session = session;
    this.maxPending = maxPending;
  }

  LeaseKey key() {
    return key;
  }

  /** Adds entries of one file. */
  void add(String file, String entries) throws InterruptedException {
    lock.lockInterruptibly();
    try {
      while (open && pending > maxPending) {
        room.await();
      }
      if (open) {
        pending += entries.length();
        waiting.addLast(new Written(file, entries));
      }
    } finally {
      lock.unlock();
    }
  }

  /**
   * What is to be stored next, about {@code maxBytes} of it; the same again until it is {@link
   * #stored}. Empty: there is nothing.
   */
  Optional<TranscriptBatch> next(long maxBytes) {
    lock.lock();
    try {
      if (inFlight == null && !waiting.isEmpty()) {
        inFlight = new TranscriptBatch(key, session.id(), session.number(), take(maxBytes));
      }
      return Optional.ofNullable(inFlight);
    } finally {
      lock.unlock();
    }
  }

  /** What follows each other in one file becomes one part. */
  private List<Part> take(long maxBytes) {
    var parts = new ArrayList<Part>();
    long bytes = 0;
    while (!waiting.isEmpty() && bytes < maxBytes) {
      var file = waiting.getFirst().file;
      var entries = new StringBuilder();
      while (!waiting.isEmpty() && waiting.getFirst().file.equals(file) && bytes < maxBytes) {
        var written = waiting.removeFirst().entries;
        entries.append(written);
        bytes += written.length();
      }
      parts.add(new Part(++lastNo, file, entries.toString()));
    }
    return parts;
  }

  /** PostgreSQL has what {@link #next} answered. */
  void stored() {
    lock.lock();
    try {
      if (inFlight != null) {
        pending -= inFlight.parts().stream().mapToLong(part -> part.entries().length()).sum();
        inFlight = null;
      }
      room.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Takes nothing more; what PostgreSQL does not have of it may still get there. */
  void abandon() {
    lock.lock();
    try {
      abandoned = true;
      open = false;
      room.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Takes nothing more, and has nothing more: the lease is lost. */
  void fence() {
    lock.lock();
    try {
      open = false;
      abandoned = true;
      waiting.clear();
      inFlight = null;
      room.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Whether nothing will come and PostgreSQL has all. */
  boolean isDone() {
    lock.lock();
    try {
      return abandoned && isEmpty();
    } finally {
      lock.unlock();
    }
  }

  private boolean isEmpty() {
    return waiting.isEmpty() && inFlight == null;
  }

  private record Written(String file, String entries) {}
}
