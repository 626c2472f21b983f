package dev.ccrunner.infra.kafka;

import java.util.concurrent.CompletableFuture;
import org.springframework.kafka.core.KafkaTemplate;

/** Rings bells: says on the dispatch topic that a run is ready. */
public class DispatchBells {
  private final KafkaTemplate<String, String> kafka;

  DispatchBells(KafkaTemplate<String, String> kafka) {
    this.kafka = kafka;
  }

  /**
   * Sends one record; completes when all in-sync replicas have it, and exceptionally when Kafka has
   * not taken it within the producer's delivery timeout. Never blocks longer than the producer's
   * {@code max.block.ms}.
   */
  public CompletableFuture<Void> ring(String topic, String key, String payload) {
    try {
      return kafka.send(topic, key, payload).thenApply(_ -> null);
    } catch (RuntimeException e) {
      // The producer throws when it cannot even learn where the topic lives.
      return CompletableFuture.failedFuture(e);
    }
  }
}
