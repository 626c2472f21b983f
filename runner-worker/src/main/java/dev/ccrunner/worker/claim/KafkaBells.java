package dev.ccrunner.worker.claim;

import dev.ccrunner.infra.kafka.Topics;
import dev.ccrunner.wire.DispatchBell;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.AcknowledgeType;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaShareConsumer;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.serialization.StringDeserializer;

/**
 * Bells from Kafka, by a share group (KIP-932): whichever worker is free takes the next one, and
 * none waits behind another worker's. A record is acknowledged as soon as its claim is decided, so
 * locks, renewals and delivery counts of the group never come into play.
 */
final class KafkaBells implements Bells {
  private final KafkaShareConsumer<String, String> consumer;

  KafkaBells(Map<String, Object> connection, ClaimSettings settings) {
    var config = new HashMap<>(connection);
    config.put(ConsumerConfig.GROUP_ID_CONFIG, settings.group());
    config.put(ConsumerConfig.SHARE_ACKNOWLEDGEMENT_MODE_CONFIG, "explicit");
    // One record at a time, and exactly one: a record in this consumer's buffer is locked for all
    // others.
    config.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, 1);
    config.put(ConsumerConfig.SHARE_ACQUIRE_MODE_CONFIG, "record_limit");
    // A worker whose slots are all taken does not poll, for as long as its runs take, and is still
    // a member.
    config.put(ConsumerConfig.MAX_POLL_INTERVAL_MS_CONFIG, Integer.MAX_VALUE);
    this.consumer =
        new KafkaShareConsumer<>(config, new StringDeserializer(), new StringDeserializer());
    consumer.subscribe(List.of(Topics.DISPATCH));
  }

  @Override
  public List<Heard> poll(Duration atMost) {
    var heard = new ArrayList<Heard>();
    try {
      for (var record : consumer.poll(atMost)) {
        heard.add(new KafkaHeard(record));
      }
    } catch (InterruptException _) {
      // The worker stops; the thread's interrupt flag is set again, and the loop sees it.
    }
    return heard;
  }

  @Override
  public void accept(Heard heard) {
    acknowledge(heard, AcknowledgeType.ACCEPT);
  }

  @Override
  public void release(Heard heard) {
    acknowledge(heard, AcknowledgeType.RELEASE);
  }

  private void acknowledge(Heard heard, AcknowledgeType type) {
    consumer.acknowledge(((KafkaHeard) heard).record, type);
    // Not waited for: should it be lost, the bell rings twice, and the second claim finds nothing.
    consumer.commitAsync();
  }

  @Override
  public void close() {
    consumer.close(Duration.ofSeconds(2));
  }

  private record KafkaHeard(ConsumerRecord<String, String> record) implements Heard {
    @Override
    public Optional<DispatchBell> bell() {
      return record.value() == null ? Optional.empty() : DispatchBell.decode(record.value());
    }
  }
}
