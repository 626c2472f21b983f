package dev.ccrunner.infra.redis;

import dev.ccrunner.infra.away.Outage;
import io.lettuce.core.AbstractRedisClient;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisException;
import io.lettuce.core.RedisFuture;
import io.lettuce.core.api.StatefulConnection;
import io.lettuce.core.cluster.RedisClusterClient;
import io.lettuce.core.cluster.api.async.RedisClusterAsyncCommands;
import io.lettuce.core.pubsub.StatefulRedisPubSubConnection;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The two connections to Redis, one for commands and one for channels, and whether it is there.
 *
 * <p>The service starts and works without Redis, so the first connect is tried until it works;
 * after that Lettuce reconnects by itself. A Redis that holds its connections but does not answer
 * would cost every caller the whole time limit, so after the first command that ran into it nobody
 * asks any more until one probe got its answer.
 */
final class RedisLink implements RedisAvailability, AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(RedisLink.class);

  private final AbstractRedisClient client;
  private final RedisLogSettings settings;
  private final Semaphore inFlight;
  private final ScheduledExecutorService probes =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().name("redis-probe").daemon().factory());

  private volatile @Nullable Commands commands;
  private volatile @Nullable StatefulRedisPubSubConnection<String, String> channels;
  private volatile boolean silent;
  private final Outage outage = new Outage();
  private @Nullable CompletableFuture<String> ping;

  /** Why it is away, as far as known; only touched by the probes' thread. */
  private @Nullable String refusal = "it does not answer";

  private record Commands(
      StatefulConnection<String, String> connection,
      RedisClusterAsyncCommands<String, String> async) {}

  RedisLink(AbstractRedisClient client, RedisLogSettings settings) {
    this.client = client;
    this.settings = settings;
    this.inFlight = new Semaphore(settings.maxInFlight());
  }

  /**
   * Connects, waiting a moment for it so that a Redis that is there is used from the first event
   * on.
   *
   * @param channelsOpened what to do with the connection for channels, once
   * @param eachProbe what else to look after at each probe
   */
  void start(
      Consumer<StatefulRedisPubSubConnection<String, String>> channelsOpened, Runnable eachProbe) {
    Future<?> first = probes.submit(() -> open(channelsOpened));
    long interval = settings.probeInterval().toMillis();
    Future<?> _ =
        probes.scheduleWithFixedDelay(
            () -> {
              open(channelsOpened);
              probe();
              report();
              eachProbe.run();
            },
            interval,
            interval,
            TimeUnit.MILLISECONDS);
    try {
      first.get(settings.commandTimeout().toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException | TimeoutException _) {
      // The probes go on; until one works, callers are told that Redis is away.
    }
  }

  @Override
  public boolean available() {
    Commands current = commands;
    return current != null && current.connection().isOpen() && !silent;
  }

  /** Sends one command, or fails at once when Redis is away or too many wait already. */
  <T> CompletionStage<T> send(
      Function<RedisClusterAsyncCommands<String, String>, RedisFuture<T>> command) {
    Commands current = commands;
    if (current == null || !available()) {
      return CompletableFuture.failedFuture(
          new RedisUnavailableException("Redis is away; it is tried again in the background"));
    }
    if (!inFlight.tryAcquire()) {
      return CompletableFuture.failedFuture(
          new RedisUnavailableException(
              "Expected at most %d Redis commands in flight (ccr.redis-log.max-in-flight)"
                  .formatted(settings.maxInFlight())));
    }
    CompletableFuture<T> answer;
    try {
      answer = command.apply(current.async()).toCompletableFuture();
    } catch (RedisException e) {
      inFlight.release();
      return CompletableFuture.failedFuture(e);
    }
    // Ends Lettuce's own future: a command whose time is over is not sent again after a reconnect.
    return answer
        .orTimeout(settings.commandTimeout().toMillis(), TimeUnit.MILLISECONDS)
        .whenComplete((_, failure) -> {
          inFlight.release();
          if (failure instanceof TimeoutException) {
            silent = true;
          }
        });
  }

  /** Waits for {@code answer}; every failure becomes a {@link RedisUnavailableException}. */
  static <T> T await(CompletionStage<T> answer) {
    try {
      return answer.toCompletableFuture().join();
    } catch (CompletionException e) {
      throw translated(e);
    }
  }

  /** What callers outside this package see of {@code failure}. */
  static RedisUnavailableException translated(Throwable failure) {
    Throwable cause =
        failure instanceof CompletionException && failure.getCause() != null
            ? failure.getCause()
            : failure;
    return switch (cause) {
      case RedisUnavailableException known -> known;
      case TimeoutException e -> new RedisUnavailableException("Redis did not answer in time", e);
      default -> new RedisUnavailableException("Redis failed: " + cause.getMessage(), cause);
    };
  }

  private void open(Consumer<StatefulRedisPubSubConnection<String, String>> channelsOpened) {
    try {
      if (commands == null) {
        commands = connect();
      }
      if (channels == null) {
        StatefulRedisPubSubConnection<String, String> opened = connectChannels();
        channels = opened;
        channelsOpened.accept(opened);
        log.info("Connected to Redis");
      }
    } catch (RedisException e) {
      log.debug("Redis cannot be connected to", e);
      refusal = e.getMessage();
    }
  }

  /** Where it is looked for stands in Lettuce's message, without the password. */
  private void report() {
    if (available()) {
      refusal = "it does not answer";
      outage.over().ifPresent(away -> log.info("Redis answers again after {} s", away.toSeconds()));
      return;
    }
    outage
        .failed()
        .ifPresent(away ->
            log.warn(
                "Redis is away, for {} s so far: {}. Streams are fed from PostgreSQL, and it is tried again each {} ms",
                away.toSeconds(),
                refusal,
                settings.probeInterval().toMillis()));
  }

  private void probe() {
    Commands current = commands;
    if (current == null || !silent || (ping != null && !ping.isDone())) {
      return;
    }
    ping = current.async().ping().toCompletableFuture();
    CompletionStage<?> _ =
        ping.orTimeout(settings.commandTimeout().toMillis(), TimeUnit.MILLISECONDS)
            .thenAccept(_ -> silent = false);
  }

  private Commands connect() {
    return switch (client) {
      case RedisClient standalone -> {
        var connection = standalone.connect();
        yield new Commands(connection, connection.async());
      }
      case RedisClusterClient cluster -> {
        var connection = cluster.connect();
        yield new Commands(connection, connection.async());
      }
      default -> throw new IllegalStateException("No Redis client of ours: " + client.getClass());
    };
  }

  private StatefulRedisPubSubConnection<String, String> connectChannels() {
    return switch (client) {
      case RedisClient standalone -> standalone.connectPubSub();
      case RedisClusterClient cluster -> {
        var connection = cluster.connectPubSub();
        // Sharded channels are served by the node that owns the slot, over a connection of its own.
        connection.setNodeMessagePropagation(true);
        yield connection;
      }
      default -> throw new IllegalStateException("No Redis client of ours: " + client.getClass());
    };
  }

  /** Closes both connections; the client itself belongs to Spring. */
  @Override
  public void close() {
    probes.shutdownNow();
    if (commands != null) {
      commands.connection().close();
    }
    if (channels != null) {
      channels.close();
    }
  }
}
