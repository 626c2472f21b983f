package dev.ccrunner.local.cluster;

import dev.ccrunner.embedded.ChildProcess;
import dev.ccrunner.embedded.StopSignal;
import dev.ccrunner.local.console.CannotContinue;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * One gateway or worker: a process that can be stopped, killed, paused and started again, with the
 * same name, port and folder each time. It does not outlive this JVM. Thread-safe.
 */
public abstract sealed class ClusterNode implements AutoCloseable permits GatewayNode, WorkerNode {

  private static final Duration READY_WITHIN = Duration.ofMinutes(5);
  private static final Duration STOP_WITHIN = Duration.ofSeconds(60);

  private final String name;
  private final NodeCommand command;
  private @Nullable ChildProcess process;
  private Map<String, String> further = Map.of();

  ClusterNode(String name, NodeCommand command) {
    this.name = name;
    this.command = command;
  }

  public final String name() {
    return name;
  }

  /** Where it logs. */
  public final Path log() {
    return command.log();
  }

  abstract Map<String, String> settings();

  /** Whether it does its work; asked again and again while it starts. */
  abstract BooleanSupplier readiness();

  /** Settings by Spring's names that win over all others from the next start on. */
  public final synchronized void set(Map<String, String> settings) {
    further = Map.copyOf(settings);
  }

  /** Starts it, unless it runs. Returns when it does its work. */
  public final void start() {
    try {
      var ready = readiness();
      var started = launch();
      started.awaitReady(name, ready, READY_WITHIN);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CannotContinue(name + " was interrupted while starting", e);
    }
  }

  private synchronized ChildProcess launch() {
    if (process != null && process.isAlive()) {
      return process;
    }
    try {
      ChildProcess.stopLeftover(command.folder());
      var launched =
          ChildProcess.launch(
              command.line(),
              command.folder(),
              command.environment(allSettings()),
              StopSignal.TERMINATE);
      process = launched;
      return launched;
    } catch (IOException e) {
      throw new CannotContinue("%s could not be started: %s".formatted(name, e.getMessage()), e);
    }
  }

  private Map<String, String> allSettings() {
    var all = new HashMap<>(settings());
    all.putAll(further);
    return all;
  }

  public final synchronized long pid() {
    if (process == null) {
      throw new IllegalStateException("Expected %s to run, but it is stopped".formatted(name));
    }
    return process.pid();
  }

  public final synchronized boolean isRunning() {
    return process != null && process.isAlive();
  }

  /** As an orchestrator would: SIGTERM, and time to drain. */
  public final synchronized void stop() {
    if (process != null) {
      process.stop(StopSignal.TERMINATE, STOP_WITHIN);
      process = null;
    }
  }

  /** {@code kill -9} of this process alone; what it had started is left to itself. */
  public final synchronized void kill() {
    if (process != null) {
      process.crash();
      process = null;
    }
  }

  /** Lets it stand still, as a machine that hangs. */
  public final void pause() {
    signal("STOP");
  }

  /** Lets a paused one go on. */
  public final void resume() {
    signal("CONT");
  }

  private void signal(String signal) {
    try {
      var kill =
          List.of("/bin/sh", "-c", "kill -s \"$1\" \"$2\"", "sh", signal, Long.toString(pid()));
      var builder = new ProcessBuilder(kill);
      builder.environment().clear();
      var code = builder.start().waitFor();
      if (code != 0) {
        throw new IllegalStateException(
            "Expected to send %s to %s, but kill ended with %d".formatted(signal, name, code));
      }
    } catch (IOException e) {
      throw new IllegalStateException("Could not send %s to %s".formatted(signal, name), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Interrupted", e);
    }
  }

  @Override
  public final void close() {
    stop();
  }
}
