package dev.ccrunner.infra.redis;

import static org.awaitility.Awaitility.await;

import dev.ccrunner.testkit.RealRedis;
import io.lettuce.core.ClientOptions;
import io.lettuce.core.RedisClient;
import io.lettuce.core.api.sync.RedisCommands;
import io.lettuce.core.resource.DefaultClientResources;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.springframework.boot.data.redis.autoconfigure.ClientResourcesBuilderCustomizer;

/** The live log on a Redis, put together as the service does it, and a second client to meddle. */
final class RedisFixture implements AutoCloseable {
  static final RedisLogSettings SETTINGS =
      new RedisLogSettings(
          Duration.ofSeconds(1),
          Duration.ofMillis(50),
          64,
          Duration.ofHours(1),
          Duration.ofMinutes(1),
          3);

  private final DefaultClientResources resources;
  private final RedisClient client;
  final RedisLog log;

  RedisFixture(RealRedis redis) {
    this(redis, SETTINGS);
  }

  RedisFixture(RealRedis redis, RedisLogSettings settings) {
    var configuration = new RedisLogConfiguration();
    DefaultClientResources.Builder builder = DefaultClientResources.builder();
    ClientResourcesBuilderCustomizer reconnectSoon = configuration.reconnectSoon(settings);
    reconnectSoon.customize(builder);
    resources = builder.build();
    client = RedisClient.create(resources, redis.uri());
    ClientOptions.Builder options = ClientOptions.builder();
    configuration.failFast(settings).customize(options);
    client.setOptions(options.build());
    log = RedisLog.open(client, settings);
  }

  /** The same, once it has found its Redis. */
  static RedisFixture connected(RealRedis redis) {
    var fixture = new RedisFixture(redis);
    await().until(fixture.log.link()::available);
    return fixture;
  }

  /** Commands that no part of the service sends. */
  RedisCommands<String, String> meddler() {
    return client.connect().sync();
  }

  static <T> T answer(CompletionStage<T> stage) throws Exception {
    return stage.toCompletableFuture().get(10, TimeUnit.SECONDS);
  }

  @Override
  public void close() {
    log.close();
    client.shutdown(0, 1, TimeUnit.SECONDS);
    resources.shutdown(0, 1, TimeUnit.SECONDS).awaitUninterruptibly(2_000);
  }
}
