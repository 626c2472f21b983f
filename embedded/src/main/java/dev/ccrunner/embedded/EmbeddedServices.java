package dev.ccrunner.embedded;

import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * PostgreSQL, Kafka and Redis together: started at the same time, stopped in order. Local mode and
 * the tests use the same ones.
 *
 * <p>If one cannot be started, those that could are stopped again before {@link #start} throws.
 */
public final class EmbeddedServices implements AutoCloseable {

  private final DataFolder data;
  private final EmbeddedPostgres postgres;
  private final EmbeddedKafka kafka;
  private final EmbeddedRedis redis;
  private final ExitHook exitHook;

  private EmbeddedServices(EmbeddedOptions options, DataFolder data) {
    this.data = data;
    this.postgres = new EmbeddedPostgres(options, data);
    this.kafka = new EmbeddedKafka(options, data);
    this.redis = new EmbeddedRedis(options, data);
    this.exitHook = ExitHook.register(options, this);
  }

  /**
   * Returns when all three are ready, or throws {@link EmbeddedStartFailed} with nothing left
   * running.
   */
  public static EmbeddedServices start(EmbeddedOptions options) {
    var data = DataFolder.open(options);
    EmbeddedServices services;
    try {
      services = new EmbeddedServices(options, data);
    } catch (RuntimeException e) {
      data.close();
      throw e;
    }
    try {
      services.startAll();
      return services;
    } catch (RuntimeException e) {
      services.close();
      throw e;
    }
  }

  private void startAll() {
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var starts =
          List.of(postgres, kafka, redis).stream()
              .<Callable<Void>>map(EmbeddedServices::starting)
              .toList();
      for (var started : threads.invokeAll(starts)) {
        join(started);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new EmbeddedStartFailed("The start was interrupted.", e);
    }
  }

  private static Callable<Void> starting(EmbeddedService service) {
    return () -> {
      service.start();
      return null;
    };
  }

  private static void join(Future<Void> started) throws InterruptedException {
    try {
      started.get();
    } catch (ExecutionException e) {
      throw e.getCause() instanceof RuntimeException known
          ? known
          : new EmbeddedStartFailed("A service could not be started: " + e.getCause(), e);
    }
  }

  public PostgresEndpoint postgres() {
    return postgres.endpoint();
  }

  public KafkaEndpoint kafka() {
    return kafka.endpoint();
  }

  public RedisEndpoint redis() {
    return redis.endpoint();
  }

  /** Starts a stopped or killed service again, on the same data and port. */
  public void start(Service service) {
    get(service).start();
  }

  /** Stops one in an orderly way. Until it is started again, its endpoint cannot be asked for. */
  public void stop(Service service) {
    get(service).stop();
  }

  /** Ends one as a crash would. */
  public void kill(Service service) {
    get(service).kill();
  }

  /** Stops and starts one; its process id changes, nothing else does. */
  public void restart(Service service) {
    get(service).stop();
    get(service).start();
  }

  public boolean isRunning(Service service) {
    return get(service).isRunning();
  }

  private EmbeddedService get(Service service) {
    return switch (service) {
      case POSTGRES -> postgres;
      case KAFKA -> kafka;
      case REDIS -> redis;
    };
  }

  /** First the fast path, then the bell, then the truth. Calling it again does nothing. */
  @Override
  public void close() {
    try (data) {
      redis.close();
      kafka.close();
      postgres.close();
    } finally {
      exitHook.forget();
    }
  }
}
