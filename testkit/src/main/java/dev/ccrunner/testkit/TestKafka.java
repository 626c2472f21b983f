package dev.ccrunner.testkit;

import dev.ccrunner.embedded.KafkaEndpoint;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;

/** The Kafka shared by the tests of this JVM. */
public final class TestKafka {

  private final KafkaEndpoint endpoint;
  private final AtomicInteger names = new AtomicInteger();

  TestKafka(KafkaEndpoint endpoint) {
    this.endpoint = endpoint;
  }

  public String bootstrapServers() {
    return endpoint.bootstrapServers();
  }

  /** A name for a topic or group that nobody else uses. */
  public String newName(String prefix) {
    return prefix + "-" + names.incrementAndGet();
  }

  /** An empty topic nobody else uses; returns its name. */
  public String newTopic(String prefix, int partitions) {
    var name = newName(prefix);
    try (var admin = Admin.create(Map.of("bootstrap.servers", bootstrapServers()))) {
      admin.createTopics(List.of(new NewTopic(name, partitions, (short) 1))).all().get();
    } catch (ExecutionException e) {
      throw new IllegalStateException(
          "The test topic " + name + " could not be created", e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Interrupted while creating the test topic " + name, e);
    }
    return name;
  }
}
