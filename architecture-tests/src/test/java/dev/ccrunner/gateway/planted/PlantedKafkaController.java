package dev.ccrunner.gateway.planted;

import org.apache.kafka.clients.producer.ProducerRecord;

/** A violator: it makes Kafka's records itself. */
public final class PlantedKafkaController {
  private PlantedKafkaController() {}

  static ProducerRecord<String, String> bell(String run) {
    return new ProducerRecord<>("runs", run);
  }
}
