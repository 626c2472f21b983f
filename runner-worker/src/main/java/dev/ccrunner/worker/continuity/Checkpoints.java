package dev.ccrunner.worker.continuity;

import dev.ccrunner.infra.time.Ticker;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Archives a workspace while its run works: at once when a tool has ended that may have changed it,
 * then not before a while has passed. One at a time, on a thread of its own, so that nobody waits
 * for it.
 */
final class Checkpoints implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Checkpoints.class);

  /** An archive takes at most one part in so many of the time. */
  private static final int SHARE = 10;

  private final String name;
  private final Archiving archiving;
  private final Duration every;
  private final Ticker ticker;

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition news = lock.newCondition();
  // Guarded by the lock.
  private boolean touched;
  private boolean closed;
  private @Nullable Thread thread;

  /** Takes one archive. */
  @FunctionalInterface
  interface Archiving {
    void take() throws InterruptedException;
  }

  Checkpoints(String name, Archiving archiving, Duration every, Ticker ticker) {
    this.name = name;
    this.archiving = archiving;
    this.every = every;
    this.ticker = ticker;
  }

  /** The same for the session's next run. */
  Checkpoints goOn(String next, Archiving other) {
    return new Checkpoints(next, other, every, ticker);
  }

  /** The workspace may have changed. Returns at once. */
  void touched() {
    lock.lock();
    try {
      touched = true;
      if (thread == null && !closed) {
        thread = Thread.ofVirtual().name("checkpoints-of-" + name).start(this::work);
      }
      news.signalAll();
    } finally {
      lock.unlock();
    }
  }

  private void work() {
    try {
      while (awaitChange()) {
        long begun = ticker.nanos();
        archiving.take();
        long took = ticker.nanos() - begun;
        rest(Math.max(every.toNanos() - took, SHARE * took));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException e) {
      log.error("The workspace of {} is not archived any more while it works", name, e);
    }
  }

  private boolean awaitChange() throws InterruptedException {
    lock.lockInterruptibly();
    try {
      while (!touched && !closed) {
        news.await();
      }
      touched = false;
      return !closed;
    } finally {
      lock.unlock();
    }
  }

  private void rest(long nanos) throws InterruptedException {
    lock.lockInterruptibly();
    try {
      long left = nanos;
      while (left > 0 && !closed) {
        left = news.awaitNanos(left);
      }
    } finally {
      lock.unlock();
    }
  }

  /** Returns when no archive is being made any more, and none will be. */
  @Override
  public void close() {
    Thread running;
    lock.lock();
    try {
      closed = true;
      running = thread;
      news.signalAll();
    } finally {
      lock.unlock();
    }
    if (running != null) {
      join(running);
    }
  }

  private static void join(Thread running) {
    boolean interrupted = false;
    while (true) {
      try {
        boolean _ = running.join(Duration.ofNanos(TimeUnit.DAYS.toNanos(1)));
        break;
      } catch (InterruptedException _) {
        interrupted = true;
        running.interrupt();
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
