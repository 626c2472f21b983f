package dev.ccrunner.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lettuce.core.RedisClient;
import io.lettuce.core.pubsub.RedisPubSubAdapter;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedServicesTest {

  @TempDir Path folder;

  @Test
  void allThreeWorkAndKeepTheirDataAndPortsOverARestart() throws Exception {
    var progress = new CopyOnWriteArrayList<String>();
    var options = EmbeddedOptions.in(folder).progress(progress::add);
    PostgresEndpoint postgres;
    KafkaEndpoint kafka;
    RedisEndpoint redis;

    try (var services = EmbeddedServices.start(options)) {
      postgres = services.postgres();
      kafka = services.kafka();
      redis = services.redis();
      new Sql(postgres).run("CREATE TABLE kept AS SELECT 'row' AS value");
      var bells = new KafkaUse(kafka.bootstrapServers());
      bells.createTopic("bells");
      bells.startFromTheBeginning("workers");
      bells.send("bells", "one");
      assertThat(bells.take("bells", "workers", 1)).containsExactly("one");
      bells.send("bells", "two");
      addToStream(redis);
      assertThat(hearsItsOwnShardedMessage(redis)).isEqualTo("hello");
    }

    assertThat(List.of(postgres.pid(), kafka.pid(), redis.pid()))
        .noneMatch(EmbeddedServicesTest::isAlive);
    assertThat(progress).contains("Starting PostgreSQL…", "Starting Kafka…", "Starting Redis…");

    try (var again = EmbeddedServices.start(options)) {
      assertThat(again.postgres().jdbcUrl()).isEqualTo(postgres.jdbcUrl());
      assertThat(again.postgres().password()).isEqualTo(postgres.password());
      assertThat(again.kafka().bootstrapServers()).isEqualTo(kafka.bootstrapServers());
      assertThat(again.redis().uri()).isEqualTo(redis.uri());
      assertThat(new Sql(again.postgres()).value("SELECT value FROM kept")).isEqualTo("row");
      assertThat(new KafkaUse(again.kafka().bootstrapServers()).take("bells", "workers", 1))
          .containsExactly("two");
      assertThat(lengthOfStream(again.redis())).isEqualTo(1);
    }
  }

  @Test
  void whatWasKilledComesBackOnTheSamePortWithItsData() throws Exception {
    try (var services = EmbeddedServices.start(EmbeddedOptions.temporary())) {
      var postgres = services.postgres();
      var kafka = services.kafka();
      var redis = services.redis();
      new Sql(postgres).run("CREATE TABLE kept AS SELECT 'row' AS value");
      new KafkaUse(kafka.bootstrapServers()).createTopic("bells");

      for (var service : Service.values()) {
        services.kill(service);
        assertThat(services.isRunning(service)).isFalse();
        services.start(service);
      }
      services.restart(Service.REDIS);

      assertThat(services.postgres().port()).isEqualTo(postgres.port());
      assertThat(services.kafka().port()).isEqualTo(kafka.port());
      assertThat(services.redis().port()).isEqualTo(redis.port());
      assertThat(services.postgres().pid()).isNotEqualTo(postgres.pid());
      assertThat(new Sql(services.postgres()).value("SELECT value FROM kept")).isEqualTo("row");
      new KafkaUse(services.kafka().bootstrapServers()).send("bells", "one");
      assertThat(lengthOfStream(services.redis())).isZero();
    }
  }

  @Test
  void aSecondInstanceOnTheSameFolderIsRefused() {
    try (var first = EmbeddedRedis.start(EmbeddedOptions.in(folder))) {
      assertThatThrownBy(() -> EmbeddedServices.start(EmbeddedOptions.in(folder)))
          .isInstanceOf(EmbeddedStartFailed.class)
          .hasMessageContaining(
              "in use by another running instance (process " + ProcessHandle.current().pid());

      assertThat(first.isRunning()).isTrue();
    }
  }

  @Test
  void aTakenPortIsNamedAndNothingStaysRunning() throws IOException {
    try (var stranger = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"))) {
      var options = EmbeddedOptions.in(folder).ports(0, 0, stranger.getLocalPort());

      assertThatThrownBy(() -> EmbeddedServices.start(options))
          .isInstanceOf(EmbeddedStartFailed.class)
          .hasMessageContaining("Port %d for Redis is taken".formatted(stranger.getLocalPort()));
    }

    // Those that a service has begun itself end when they see that it is gone.
    ProcessHandle.allProcesses()
        .filter(process -> ProcessRecord.runsIn(process, folder))
        .forEach(left -> assertThat(left.onExit()).succeedsWithin(Duration.ofSeconds(10)));
    try (var free = DataFolder.open(EmbeddedOptions.in(folder))) {
      assertThat(free.path()).isEqualTo(folder);
    }
  }

  @Test
  void aFolderThatCannotBeMadeIsNamed() throws IOException {
    var file = Files.createFile(folder.resolve("file"));

    assertThatThrownBy(() -> EmbeddedServices.start(EmbeddedOptions.in(file.resolve("data"))))
        .isInstanceOf(EmbeddedStartFailed.class)
        .hasMessageContaining(file.toString())
        .hasMessageContaining("cannot be written");
  }

  @Test
  void closingTwiceIsSafeAndRemovesTemporaryData() {
    var redis = EmbeddedRedis.start(EmbeddedOptions.temporary());
    var data = redis.folder();

    redis.close();
    redis.close();

    assertThat(data).doesNotExist();
    assertThatThrownBy(redis::start).isInstanceOf(IllegalStateException.class);
  }

  private static void addToStream(RedisEndpoint redis) {
    try (var client = RedisClient.create(redis.uri());
        var connection = client.connect()) {
      connection.sync().xadd("stream", Map.of("seq", "1"));
    }
  }

  private static long lengthOfStream(RedisEndpoint redis) {
    try (var client = RedisClient.create(redis.uri());
        var connection = client.connect()) {
      return connection.sync().xlen("stream");
    }
  }

  private static String hearsItsOwnShardedMessage(RedisEndpoint redis) throws Exception {
    var heard = new CompletableFuture<String>();
    try (var client = RedisClient.create(redis.uri());
        var listening = client.connectPubSub();
        var speaking = client.connect()) {
      listening.addListener(
          new RedisPubSubAdapter<>() {
            @Override
            public void smessage(String channel, String message) {
              heard.complete(message);
            }
          });
      listening.sync().ssubscribe("channel");
      speaking.sync().spublish("channel", "hello");
      return heard.get(10, TimeUnit.SECONDS);
    }
  }

  static boolean isAlive(long pid) {
    return ProcessHandle.of(pid).filter(ProcessHandle::isAlive).isPresent();
  }
}
