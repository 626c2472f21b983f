package dev.ccrunner.worker.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * The one thread that starts children; it lives as long as this object.
 *
 * <p>Linux ties "die with the parent" (bubblewrap's {@code --die-with-parent}, {@code setpriv
 * --pdeathsig}) to the <em>thread</em> that forked, not to its process: a child started by a pool's
 * or a virtual thread's carrier is killed when that thread retires, minutes into a healthy run.
 *
 * <p>It also lists children by the thread that forked them, from the moment of the fork: whoever
 * reads that list knows all children of runs, and none of the JVM's others.
 */
final class LauncherThread implements AutoCloseable {
  private static final Path PROC = Path.of("/proc");

  private final ExecutorService thread =
      Executors.newSingleThreadExecutor(
          Thread.ofPlatform().name("child-launcher").daemon().factory());

  /** Starts a process, or says why it cannot. */
  Process start(ProcessBuilder builder) throws IOException, InterruptedException {
    try {
      return thread.submit(builder::start).get();
    } catch (ExecutionException e) {
      throw e.getCause() instanceof IOException io ? io : new IOException(e.getCause());
    }
  }

  /** The kernel's list of this thread's children; empty where there is none. */
  Optional<Path> children() {
    try {
      var task = thread.submit(() -> Files.readSymbolicLink(PROC.resolve("thread-self"))).get();
      return Optional.of(PROC.resolve(task).resolve("children")).filter(Files::isReadable);
    } catch (ExecutionException _) {
      return Optional.empty();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Interrupted while the launcher was started", e);
    }
  }

  /** Ends the thread, and by that every sandbox that is still running. */
  @Override
  public void close() {
    thread.shutdownNow();
  }
}
