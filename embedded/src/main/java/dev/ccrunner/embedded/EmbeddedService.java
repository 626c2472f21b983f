package dev.ccrunner.embedded;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/**
 * One service: a folder, its ports, and at most one process at a time, started and stopped any
 * number of times on the same data and ports. Thread-safe.
 */
public abstract sealed class EmbeddedService implements AutoCloseable
    permits EmbeddedPostgres, EmbeddedKafka, EmbeddedRedis {

  private final Service service;
  private final EmbeddedOptions options;
  private final Path folder;
  private final StopSignal stopSignal;
  private final Duration stopWithin;
  private @Nullable ChildProcess process;
  private @Nullable StartedAlone alone;
  private int port;
  private boolean closed;

  EmbeddedService(
      Service service,
      EmbeddedOptions options,
      DataFolder data,
      StopSignal stopSignal,
      Duration stopWithin) {
    this.service = service;
    this.options = options;
    this.stopSignal = stopSignal;
    this.stopWithin = stopWithin;
    try {
      this.folder = data.of(service);
    } catch (IOException e) {
      throw cannotUse(data, e);
    }
  }

  private static EmbeddedStartFailed cannotUse(DataFolder data, IOException e) {
    return new EmbeddedStartFailed(
        "The data folder %s cannot be written (%s). Make it writable for this user."
            .formatted(data.path(), e),
        e);
  }

  /** Makes what the process needs in its folder, and says how it is called. */
  abstract List<String> prepare(int port) throws IOException, InterruptedException;

  /** Whether it answers yet; asked again and again. */
  abstract boolean isReady(long pid);

  /** Starts it on its data, unless it runs. Returns when it is ready. */
  public final synchronized void start() {
    if (closed) {
      throw new IllegalStateException(
          "Expected to start " + service.title() + ", but it was closed for good");
    }
    if (isRunning()) {
      return;
    }
    var begun = System.nanoTime();
    options.progress().accept("Starting " + service.title() + "…");
    try {
      launch();
    } catch (IOException e) {
      stop();
      throw new EmbeddedStartFailed(
          "%s could not be started in %s: %s".formatted(service.title(), folder, e.getMessage()),
          e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      stop();
      throw new EmbeddedStartFailed(service.title() + " was interrupted while starting.", e);
    } catch (RuntimeException e) {
      stop();
      throw e;
    }
    var seconds = (System.nanoTime() - begun) / 1e9;
    options
        .progress()
        .accept("%s is ready on port %d (%.1f s)".formatted(service.title(), port, seconds));
  }

  private void launch() throws IOException, InterruptedException {
    if (ProcessRecord.stopLeftover(folder)) {
      options
          .progress()
          .accept("Stopped a " + service.title() + " that an earlier instance had left running");
    }
    // Once given to clients, the port stays.
    var wanted = port == 0 ? options.port(service) : port;
    port = Ports.choose(wanted, folder.resolve("port"), service.title());
    var command = prepare(port);
    var child = ChildProcess.launch(command, folder, stopSignal);
    process = child;
    child.awaitReady(service.title(), () -> isReady(child.pid()), options.startTimeout());
  }

  /** Stops it in an orderly way and in bounded time; {@link #start} brings it back. */
  public final synchronized void stop() {
    if (process != null) {
      process.stop(stopSignal, stopWithin);
      process = null;
    }
  }

  /** Ends it without warning, as a crash would; {@link #start} brings it back. */
  public final synchronized void kill() {
    if (process != null) {
      process.kill();
      process = null;
    }
  }

  public final synchronized boolean isRunning() {
    return process != null && process.isAlive();
  }

  /** Stops it for good. Calling it again does nothing. */
  @Override
  public final synchronized void close() {
    if (closed) {
      return;
    }
    closed = true;
    try {
      stop();
    } finally {
      if (alone != null) {
        alone.close();
      }
    }
  }

  /** The process that runs now. */
  final synchronized long pid() {
    if (process == null) {
      throw new IllegalStateException(
          "Expected %s to run, but it is stopped".formatted(service.title()));
    }
    return process.pid();
  }

  final int port() {
    return port;
  }

  final Path folder() {
    return folder;
  }

  final EmbeddedOptions options() {
    return options;
  }

  /** For a service started on its own: it then owns the data folder, and the hook at exit. */
  static <S extends EmbeddedService> S startAlone(
      EmbeddedOptions options, BiFunction<EmbeddedOptions, DataFolder, S> constructor) {
    var data = DataFolder.open(options);
    try {
      var service = constructor.apply(options, data);
      service.start();
      ((EmbeddedService) service).alone =
          new StartedAlone(data, ExitHook.register(options, service));
      return service;
    } catch (RuntimeException e) {
      data.close();
      throw e;
    }
  }

  private record StartedAlone(DataFolder data, ExitHook hook) {
    void close() {
      data.close();
      hook.forget();
    }
  }
}
