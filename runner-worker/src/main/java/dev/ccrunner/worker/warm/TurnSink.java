package dev.ccrunner.worker.warm;

import dev.ccrunner.worker.masking.SecretMask;
import dev.ccrunner.worker.process.LineSink;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Where the lines of a Claude Code go that works for one run after the other. Between two runs
 * nobody listens: what comes then is only counted.
 */
public final class TurnSink implements LineSink {
  private final SecretMask mask;
  private final ReentrantLock lock = new ReentrantLock();

  /** Both guarded by the lock. */
  private @Nullable LineSink listener;

  private long unheard;

  public TurnSink(LineSink first) {
    this.listener = first;
    this.mask = first.mask();
  }

  /** When it returns, the run's listener hears nothing more. */
  public void detach() {
    lock.lock();
    try {
      listener = null;
    } finally {
      lock.unlock();
    }
  }

  /** From here on {@code next} listens. */
  public void attach(LineSink next) {
    lock.lock();
    try {
      listener = next;
    } finally {
      lock.unlock();
    }
  }

  /** Whether anything came while nobody listened. */
  boolean missedAnything() {
    lock.lock();
    try {
      return unheard > 0;
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void line(byte[] utf8) {
    lock.lock();
    try {
      if (listener == null) {
        unheard++;
      } else {
        listener.line(utf8);
      }
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void cutLine(byte[] head, long length) {
    lock.lock();
    try {
      if (listener == null) {
        unheard++;
      } else {
        listener.cutLine(head, length);
      }
    } finally {
      lock.unlock();
    }
  }

  /** All runs that it listens for have the same secrets. */
  @Override
  public SecretMask mask() {
    return mask;
  }
}
