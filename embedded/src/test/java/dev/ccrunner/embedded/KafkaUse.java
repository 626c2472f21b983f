package dev.ccrunner.embedded;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.AcknowledgeType;
import org.apache.kafka.clients.consumer.KafkaShareConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;

/**
 * A client that does with Kafka what the product does: rings a bell, and hears it once in a share
 * group.
 */
record KafkaUse(String bootstrapServers) {

  private static final Duration PATIENCE = Duration.ofSeconds(30);

  void createTopic(String topic) throws InterruptedException, ExecutionException {
    try (var admin = Admin.create(Map.of("bootstrap.servers", bootstrapServers))) {
      admin.createTopics(List.of(new NewTopic(topic, 1, (short) 1))).all().get();
    }
  }

  void startFromTheBeginning(String group) throws InterruptedException, ExecutionException {
    try (var admin = Admin.create(Map.of("bootstrap.servers", bootstrapServers))) {
      var earliest =
          new AlterConfigOp(
              new ConfigEntry("share.auto.offset.reset", "earliest"), AlterConfigOp.OpType.SET);
      admin
          .incrementalAlterConfigs(
              Map.of(new ConfigResource(ConfigResource.Type.GROUP, group), List.of(earliest)))
          .all()
          .get();
    }
  }

  void send(String topic, String value) throws InterruptedException, ExecutionException {
    Map<String, Object> settings = Map.of("bootstrap.servers", bootstrapServers, "acks", "all");
    try (var producer =
        new KafkaProducer<>(settings, new StringSerializer(), new StringSerializer())) {
      producer.send(new ProducerRecord<>(topic, value)).get();
    }
  }

  /** Takes and acknowledges records until there are so many. */
  List<String> take(String topic, String group, int count) {
    Map<String, Object> settings =
        Map.of(
            "bootstrap.servers",
            bootstrapServers,
            "group.id",
            group,
            "share.acknowledgement.mode",
            "explicit");
    var taken = new ArrayList<String>();
    var begun = System.nanoTime();
    try (var consumer =
        new KafkaShareConsumer<>(settings, new StringDeserializer(), new StringDeserializer())) {
      consumer.subscribe(List.of(topic));
      while (taken.size() < count && System.nanoTime() - begun < PATIENCE.toNanos()) {
        for (var bell : consumer.poll(Duration.ofMillis(200))) {
          taken.add(bell.value());
          consumer.acknowledge(bell, AcknowledgeType.ACCEPT);
        }
        consumer.commitSync();
      }
    }
    return taken;
  }
}
