package dev.ccrunner.chaos;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.ccrunner.embedded.EmbeddedServices;
import dev.ccrunner.embedded.KafkaEndpoint;
import dev.ccrunner.embedded.RedisEndpoint;
import dev.ccrunner.infra.kafka.Topics;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;

/** The three services as somebody sees them who has nothing to do with the product. */
final class Stores {
  private final StoredRuns runs;
  private final KafkaEndpoint kafka;
  private final RedisEndpoint redis;

  /** Takes the addresses while all are there; they stay the same. */
  Stores(EmbeddedServices services) {
    this.runs = new StoredRuns(services.postgres());
    this.kafka = services.kafka();
    this.redis = services.redis();
  }

  StoredRuns runs() {
    return runs;
  }

  void flushRedis() {
    try (var socket = new Socket(redis.host(), redis.port());
        var in = new BufferedReader(new InputStreamReader(socket.getInputStream(), UTF_8))) {
      socket
          .getOutputStream()
          .write("AUTH %s\r\nFLUSHALL\r\n".formatted(redis.password()).getBytes(UTF_8));
      for (var answer : new String[] {in.readLine(), in.readLine()}) {
        if (!"+OK".equals(answer)) {
          throw new IllegalStateException("Expected Redis to answer +OK, found " + answer);
        }
      }
    } catch (IOException e) {
      throw new IllegalStateException("Redis is away: " + e, e);
    }
  }

  /** Says of every run there ever was that it is ready; answers how many these are. */
  int ringForEveryRun() {
    var settings =
        Map.<String, Object>of(
            ProducerConfig.BOOTSTRAP_SERVERS_CONFIG,
            kafka.bootstrapServers(),
            ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG,
            15_000,
            ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG,
            5_000);
    try (var producer =
        new KafkaProducer<>(settings, new StringSerializer(), new StringSerializer())) {
      var sent = new ArrayList<Future<?>>();
      for (var bell : runs.allBells()) {
        sent.add(
            producer.send(
                new ProducerRecord<>(Topics.DISPATCH, bell.runId().toString(), bell.encode())));
      }
      for (var each : sent) {
        each.get();
      }
      return sent.size();
    } catch (SQLException | ExecutionException e) {
      throw new IllegalStateException("Not all bells could be rung: " + e, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Interrupted", e);
    }
  }
}
