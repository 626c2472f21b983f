package dev.ccrunner.worker.claim;

/** Whether this worker takes runs. Closed once, it stays closed. */
public final class Intake {
  private volatile boolean closed;

  Intake() {}

  /** From now on no run is taken; one that is being claimed right now still is. */
  public void close() {
    closed = true;
  }

  /** Whether it was closed. */
  public boolean isClosed() {
    return closed;
  }
}
