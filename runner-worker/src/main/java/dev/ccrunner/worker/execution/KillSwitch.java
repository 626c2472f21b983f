package dev.ccrunner.worker.execution;

import dev.ccrunner.worker.process.Child;
import org.jspecify.annotations.Nullable;

/**
 * Kills an attempt's child when its lease is lost, or a limit of the machine exceeded, whatever the
 * attempt's own thread is doing: it may wait for a PostgreSQL that does not answer, which is how
 * leases are lost. Thread safe.
 */
final class KillSwitch {
  /** Both guarded by this. */
  private @Nullable Child child;

  private boolean pulled;

  /**
   * Arms it, until the answer is closed: afterwards the child's user may be lent to another run.
   */
  synchronized Armed arm(Child armed) {
    child = armed;
    if (pulled) {
      armed.kill();
    }
    return this::disarm;
  }

  /** Kills the child, also one that comes later. Returns at once. */
  void pull() {
    // A thread of its own: whoever finds leases lost has others to look after.
    Thread.ofPlatform().daemon().name("kill-switch").start(this::kill);
  }

  private synchronized void kill() {
    pulled = true;
    if (child != null) {
      child.kill();
    }
  }

  private synchronized void disarm() {
    child = null;
  }

  /** Closing it waits for a kill that is going on. */
  interface Armed extends AutoCloseable {
    @Override
    void close();
  }
}
