package dev.ccrunner.worker.process;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * Children of this JVM.
 *
 * <p>All are started by one platform thread that lives as long as this object. Linux ties "die with
 * the parent" (bubblewrap's {@code --die-with-parent}, {@code setpriv --pdeathsig}) to the
 * <em>thread</em> that forked, not to its process: a child started by a pool's or a virtual
 * thread's carrier is killed when that thread retires, minutes into a healthy run.
 */
public final class OsChildProcesses implements ChildProcesses, AutoCloseable {

  private final ProcessSettings settings;
  private final RunProcesses processes;
  private final StandstillGuard guard;
  private final Signals signals = new Signals();
  private final ExecutorService launcher =
      Executors.newSingleThreadExecutor(
          Thread.ofPlatform().name("child-launcher").daemon().factory());

  /** With a guard of its own. */
  public OsChildProcesses(ProcessSettings settings) {
    this(settings, StandstillGuard.start());
  }

  OsChildProcesses(ProcessSettings settings, StandstillGuard guard) {
    this.settings = settings;
    this.guard = guard;
    this.processes =
        new RunProcesses(new ProcessTable(Path.of("/proc")), signals, System::nanoTime);
  }

  @Override
  public Child launch(ChildCommand command, LineSink stdout) throws LaunchFailed {
    return OsChild.follow(born(command), command, stdout, settings, processes, signals);
  }

  @Override
  public Program start(ChildCommand command, InputStream stdin, OutputStream stdout)
      throws LaunchFailed {
    return OsProgram.follow(born(command), command, stdin, stdout, settings, processes);
  }

  private Process born(ChildCommand command) throws LaunchFailed {
    var process = begin(command);
    guard.born(process.pid());
    var _ = process.onExit().thenRun(() -> guard.dead(process.pid()));
    return process;
  }

  private Process begin(ChildCommand command) throws LaunchFailed {
    var builder = new ProcessBuilder(command.argv()).directory(command.directory().toFile());
    builder.environment().clear();
    builder.environment().putAll(command.environment());
    try {
      return launcher.submit(builder::start).get();
    } catch (ExecutionException e) {
      throw new LaunchFailed(
          command, e.getCause() instanceof IOException io ? io : new IOException(e.getCause()));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new LaunchFailed(command, new IOException("interrupted", e));
    }
  }

  @Override
  public boolean endLeftovers(ProcessScope scope) {
    return processes.killAll(scope, Optional.empty(), settings.killWait());
  }

  /** Ends the launching thread, and by that every sandbox still running. */
  @Override
  public void close() {
    launcher.shutdownNow();
    guard.close();
  }
}
