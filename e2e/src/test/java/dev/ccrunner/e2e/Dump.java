package dev.ccrunner.e2e;

import dev.ccrunner.testkit.TestDatabase;
import dev.ccrunner.testkit.TestServices;
import io.lettuce.core.Range;
import io.lettuce.core.RedisClient;
import io.lettuce.core.api.sync.RedisCommands;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;

/** Everything that the three stores hold, as text. */
final class Dump {
  private Dump() {}

  /** All rows of all tables. Bytes stand there in hexadecimal. */
  static String postgres(TestDatabase database) throws SQLException {
    var text = new StringBuilder();
    try (var connection = database.connect();
        var sql = connection.createStatement();
        var tables =
            sql.executeQuery(
                "select format('%I', tablename) from pg_tables where schemaname = 'public'")) {
      while (tables.next()) {
        try (var select = connection.createStatement();
            var rows = select.executeQuery("select t::text from " + tables.getString(1) + " t")) {
          while (rows.next()) {
            text.append(rows.getString(1)).append('\n');
          }
        }
      }
    }
    return text.toString();
  }

  /** All keys with what they hold. */
  static String redis() {
    var client = RedisClient.create(TestServices.redis().uri());
    try (var connection = client.connect()) {
      var redis = connection.sync();
      var text = new StringBuilder();
      for (String key : redis.keys("*")) {
        text.append(key).append(' ').append(redis(redis, key)).append('\n');
      }
      return text.toString();
    } finally {
      client.shutdown();
    }
  }

  private static String redis(RedisCommands<String, String> redis, String key) {
    return switch (redis.type(key)) {
      case "string" -> String.valueOf(redis.get(key));
      case "hash" -> redis.hgetall(key).toString();
      case "stream" -> redis.xrange(key, Range.unbounded()).toString();
      case "list" -> redis.lrange(key, 0, -1).toString();
      case "set" -> redis.smembers(key).toString();
      case "zset" -> redis.zrange(key, 0, -1).toString();
      case "none" -> ""; // it has ended meanwhile
      default -> throw new AssertionError("a type of key that this test does not know: " + key);
    };
  }

  /** All records of a topic. */
  static String kafka(String topic) {
    var settings =
        Map.<String, Object>of("bootstrap.servers", TestServices.kafka().bootstrapServers());
    try (var consumer =
        new KafkaConsumer<>(settings, new StringDeserializer(), new StringDeserializer())) {
      List<TopicPartition> partitions =
          consumer.partitionsFor(topic).stream()
              .map(partition -> new TopicPartition(topic, partition.partition()))
              .toList();
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      var ends = consumer.endOffsets(partitions);
      var text = new StringBuilder();
      while (ends.entrySet().stream()
          .anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
        consumer
            .poll(Duration.ofSeconds(1))
            .forEach(record ->
                text.append(record.key()).append(' ').append(record.value()).append('\n'));
      }
      return text.toString();
    }
  }
}
