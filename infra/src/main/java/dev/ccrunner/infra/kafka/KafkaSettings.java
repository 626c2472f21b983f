package dev.ccrunner.infra.kafka;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How topics are made, where they are not there yet.
 *
 * <p>One partition by default: with more partitions than busy workers the share group's assignor
 * splits them, and the bells of a busy worker's partition wait. One partition carries far more
 * bells than PostgreSQL carries claims.
 *
 * @param dispatchPartitions partitions of the dispatch topic
 * @param replicationFactor how many brokers keep each topic
 */
@ConfigurationProperties("ccr.kafka")
record KafkaSettings(
    @DefaultValue("1") int dispatchPartitions, @DefaultValue("1") short replicationFactor) {

  KafkaSettings {
    if (dispatchPartitions < 1 || replicationFactor < 1) {
      throw new IllegalArgumentException(
          "Expected ccr.kafka.dispatch-partitions and ccr.kafka.replication-factor of at least 1, but found %d and %d"
              .formatted(dispatchPartitions, replicationFactor));
    }
  }
}
