package dev.ccrunner.worker.execution;

import org.jspecify.annotations.Nullable;

/**
 * Kills an attempt's child when its lease is lost, or a limit of the machine exceeded, whatever the
 * attempt's own thread is doing: it may wait for a PostgreSQL that does not answer, which is how
 * leases are lost. Thread safe.
 */
final class KillSwitch {
  /** Both guarded by this. */
  private @Nullable Runnable kill;

  private boolean pulled;

  /**
   * Arms it, until the answer is closed: afterwards the child's user may be lent to another run.
   *
   * @param kills the child; called at once if the switch was pulled before
   */
  synchronized Armed arm(Runnable kills) {
    kill = kills;
    if (pulled) {
      kills.run();
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
    if (kill != null) {
      kill.run();
    }
  }

  private synchronized void disarm() {
    kill = null;
  }

  /** Closing it waits for a kill that is going on. */
  interface Armed extends AutoCloseable {
    @Override
    void close();
  }
}
