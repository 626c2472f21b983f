package dev.ccrunner.worker.execution;

import org.jspecify.annotations.Nullable;

/**
 * Ends what an attempt has running when its lease is lost, or a limit of the machine exceeded,
 * whatever the attempt's own thread is doing: it may wait for a PostgreSQL that does not answer,
 * which is how leases are lost. Thread safe.
 */
final class KillSwitch {
  /** Both guarded by this. */
  private @Nullable Runnable kill;

  private boolean pulled;

  /**
   * @param kills what is to be ended from now on, instead of what was before; must do no harm once
   *     that is over. Called at once if the switch was pulled before
   */
  synchronized void arm(Runnable kills) {
    kill = kills;
    if (pulled) {
      kills.run();
    }
  }

  /** Ends it, also what comes later. Returns at once. */
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
}
