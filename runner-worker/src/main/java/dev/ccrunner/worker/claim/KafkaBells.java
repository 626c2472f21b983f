package dev.ccrunner.worker.claim;

import dev.ccrunner.infra.kafka.Topics;
import dev.ccrunner.wire.DispatchBell;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.consumer.AcknowledgeType;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaShareConsumer;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.jspecify.annotations.Nullable;

/**
 * Bells from Kafka, by a share group (KIP-932): whichever worker is free takes the next one, and
 * none waits behind another worker's. A record is acknowledged as soon as its claim is decided, so
 * locks, renewals and delivery counts of the group never come into play.
 */
final class KafkaBells implements Bells {
  private static final Duration WAIT_FOR_KAFKA = Duration.ofSeconds(10);

  private final Map<String, Object> connection;
  private final ClaimSettings settings;
  private @Nullable KafkaShareConsumer<String, String> consumer;

  KafkaBells(Map<String, Object> connection, ClaimSettings settings) {
    this.connection = Map.copyOf(connection);
    this.settings = settings;
  }

  @Override
  public List<Heard> poll(Duration atMost) {
    var heard = new ArrayList<Heard>();
    try {
      for (var record : consumer().poll(atMost)) {
        heard.add(new KafkaHeard(record));
      }
    } catch (InterruptException _) {
      // The worker stops; the thread's interrupt flag is set again, and the loop sees it.
    }
    return heard;
  }

  /** Connects when it is first needed, so that a worker may start before Kafka does. */
  private KafkaShareConsumer<String, String> consumer() {
    if (consumer == null) {
      readFromTheBeginning();
      consumer = connect();
    }
    return consumer;
  }

  private KafkaShareConsumer<String, String> connect() {
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
    var connected =
        new KafkaShareConsumer<>(config, new StringDeserializer(), new StringDeserializer());
    connected.subscribe(List.of(Topics.DISPATCH));
    return connected;
  }

  /**
   * A new share group hears only what is rung after its first member came; bells rung before that
   * count as well.
   */
  private void readFromTheBeginning() {
    var group = new ConfigResource(ConfigResource.Type.GROUP, settings.group());
    var earliest =
        new AlterConfigOp(
            new ConfigEntry("share.auto.offset.reset", "earliest"), AlterConfigOp.OpType.SET);
    try (var admin = Admin.create(connection)) {
      admin
          .incrementalAlterConfigs(Map.of(group, List.of(earliest)))
          .all()
          .get(WAIT_FOR_KAFKA.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      throw new InterruptException(e);
    } catch (ExecutionException | TimeoutException e) {
      throw new IllegalStateException(
          "Kafka did not take the settings of the share group " + settings.group(), e);
    }
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
    consumer().acknowledge(((KafkaHeard) heard).record, type);
    // Not waited for: should it be lost, the bell rings twice, and the second claim finds nothing.
    consumer().commitAsync();
  }

  @Override
  public void close() {
    if (consumer != null) {
      consumer.close(Duration.ofSeconds(2));
      consumer = null;
    }
  }

  private record KafkaHeard(ConsumerRecord<String, String> record) implements Heard {
    @Override
    public Optional<DispatchBell> bell() {
      return record.value() == null ? Optional.empty() : DispatchBell.decode(record.value());
    }
  }
}
