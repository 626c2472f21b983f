package dev.ccrunner.local.start;

import dev.ccrunner.local.console.Console;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.Callable;
import java.util.function.BooleanSupplier;

/**
 * What was started, so that it can be stopped backwards: at the end, or when a later step fails. A
 * step that cannot be stopped does not keep the others from it; its error is kept and comes out at
 * the end with the rest.
 */
public final class Steps implements AutoCloseable {

  private record Started(String title, AutoCloseable handle) {}

  private final Deque<Started> started = new ArrayDeque<>();
  private final Console console;
  private final BooleanSupplier abandoned;

  public Steps(Console console) {
    this(console, () -> false);
  }

  /**
   * @param abandoned asked around each step; once it is true no further step is taken. An interrupt
   *     would not do: what is started here may swallow it.
   */
  public Steps(Console console, BooleanSupplier abandoned) {
    this.console = console;
    this.abandoned = abandoned;
  }

  /** Runs a step. What it gives back is closed in its turn. */
  public <T extends AutoCloseable> T start(String title, Callable<T> step) throws Exception {
    console.line("• " + title);
    var begun = System.nanoTime();
    var handle = silently(title, step);
    console.line("  ready (%.1f s)".formatted((System.nanoTime() - begun) / 1e9));
    return handle;
  }

  /** Likewise, for a step that says itself what it does, or is too short to say. */
  public <T extends AutoCloseable> T silently(String title, Callable<T> step) throws Exception {
    requireWanted();
    var handle = step.call();
    started.push(new Started(title, handle));
    requireWanted();
    return handle;
  }

  private void requireWanted() throws InterruptedException {
    if (abandoned.getAsBoolean()) {
      throw new InterruptedException("The start was abandoned");
    }
  }

  /** Calling it again does nothing. */
  @Override
  public void close() {
    RuntimeException failure = null;
    while (!started.isEmpty()) {
      var step = started.pop();
      try {
        step.handle().close();
      } catch (Exception e) {
        if (e instanceof InterruptedException) {
          Thread.currentThread().interrupt();
        }
        var stopFailed = new IllegalStateException("Could not stop: " + step.title(), e);
        if (failure == null) {
          failure = stopFailed;
        } else {
          failure.addSuppressed(stopFailed);
        }
      }
    }
    if (failure != null) {
      throw failure;
    }
  }
}
