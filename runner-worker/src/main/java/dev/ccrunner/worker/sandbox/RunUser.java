package dev.ccrunner.worker.sandbox;

import java.util.OptionalInt;

/**
 * Whom a run's processes run as, for as long as the run has anything on the host; closing gives a
 * lent user back.
 */
public final class RunUser implements AutoCloseable {

  private final OptionalInt uid;
  private final Runnable giveBack;

  private RunUser(OptionalInt uid, Runnable giveBack) {
    this.uid = uid;
    this.giveBack = giveBack;
  }

  /** The worker's own user: an unprivileged worker cannot choose. */
  static RunUser ofTheWorker() {
    return new RunUser(OptionalInt.empty(), () -> {});
  }

  static RunUser lent(int uid, Runnable giveBack) {
    return new RunUser(OptionalInt.of(uid), giveBack);
  }

  /** The run's own uid (its gid is the same number); empty when it shares the worker's. */
  public OptionalInt uid() {
    return uid;
  }

  @Override
  public void close() {
    giveBack.run();
  }

  @Override
  public String toString() {
    return uid.isPresent() ? "uid " + uid.getAsInt() : "the worker's user";
  }
}
