package dev.ccrunner.bench.subject;

import java.util.concurrent.TimeUnit;

/** A process of the installation that is measured. */
public final class Node implements AutoCloseable {

  private static final int DRAIN_SECONDS = 30;

  private final Process process;

  Node(Process process) {
    this.process = process;
    // Nothing may outlive a measurement that was broken off.
    var kill = new Thread(process::destroyForcibly, "kill-" + process.pid());
    Runtime.getRuntime().addShutdownHook(kill);
  }

  public long pid() {
    return process.pid();
  }

  boolean isAlive() {
    return process.isAlive();
  }

  /** Drains it. */
  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(DRAIN_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
