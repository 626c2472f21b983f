package dev.ccrunner.worker.process;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.Optional;

/** Children of this JVM. */
public final class OsChildProcesses implements ChildProcesses, AutoCloseable {

  private final ProcessSettings settings;
  private final LauncherThread launcher;
  private final StandstillGuard guard;
  private final RunProcesses processes;
  private final Signals signals = new Signals();

  /** With a guard of its own. */
  public OsChildProcesses(ProcessSettings settings) {
    this(settings, new LauncherThread());
  }

  private OsChildProcesses(ProcessSettings settings, LauncherThread launcher) {
    this(settings, launcher, StandstillGuard.start(launcher));
  }

  OsChildProcesses(ProcessSettings settings, LauncherThread launcher, StandstillGuard guard) {
    this.settings = settings;
    this.launcher = launcher;
    this.guard = guard;
    this.processes =
        new RunProcesses(new ProcessTable(Path.of("/proc")), signals, System::nanoTime);
  }

  @Override
  public Child launch(ChildCommand command, LineSink stdout) throws LaunchFailed {
    return OsChild.follow(begin(command), command, stdout, settings, processes, signals);
  }

  @Override
  public Program start(ChildCommand command, InputStream stdin, OutputStream stdout)
      throws LaunchFailed {
    return OsProgram.follow(begin(command), command, stdin, stdout, settings, processes);
  }

  private Process begin(ChildCommand command) throws LaunchFailed {
    var builder = new ProcessBuilder(command.argv()).directory(command.directory().toFile());
    builder.environment().clear();
    builder.environment().putAll(command.environment());
    try {
      return launcher.start(builder);
    } catch (IOException e) {
      throw new LaunchFailed(command, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new LaunchFailed(command, new IOException("interrupted", e));
    }
  }

  @Override
  public boolean endLeftovers(ProcessScope scope) {
    return processes.killAll(scope, Optional.empty(), settings.killWait());
  }

  @Override
  public void close() {
    launcher.close();
    guard.close();
  }
}
