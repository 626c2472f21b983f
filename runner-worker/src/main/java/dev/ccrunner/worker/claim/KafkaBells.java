package dev.ccrunner.worker.claim;

import dev.ccrunner.infra.away.Outage;
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
import org.apache.kafka.clients.admin.AdminClientConfig;
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
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Bells from Kafka, by a share group (KIP-932): whichever worker is free takes the next one, and
 * none waits behind another worker's. A record is acknowledged as soon as its claim is decided, so
 * locks, renewals and delivery counts of the group never come into play.
 */
final class KafkaBells implements Bells {
  private static final Logger log = LoggerFactory.getLogger(KafkaBells.class);

  /** Short enough for the loop that polls to be stopped without being interrupted. */
  private static final Duration WAIT_FOR_KAFKA = Duration.ofSeconds(3);

  private final Map<String, Object> connection;
  private final ClaimSettings settings;
  private final Outage outage = new Outage();
  private @Nullable KafkaShareConsumer<String, String> consumer;

  KafkaBells(Map<String, Object> connection, ClaimSettings settings) {
    this.connection = Map.copyOf(connection);
    this.settings = settings;
  }

  @Override
  public List<Heard> poll(Duration atMost) {
    var heard = new ArrayList<Heard>();
    try {
      if (consumer == null && !readFromTheBeginning()) {
        return heard;
      }
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
   * count as well. The group keeps this for a topic that is deleted and made anew.
   *
   * @return false when Kafka is away, which is said and not thrown: it will come
   */
  private boolean readFromTheBeginning() {
    var group = new ConfigResource(ConfigResource.Type.GROUP, settings.group());
    var earliest =
        new AlterConfigOp(
            new ConfigEntry("share.auto.offset.reset", "earliest"), AlterConfigOp.OpType.SET);
    var admin = Admin.create(connection);
    try {
      admin
          .incrementalAlterConfigs(Map.of(group, List.of(earliest)))
          .all()
          .get(WAIT_FOR_KAFKA.toMillis(), TimeUnit.MILLISECONDS);
      outage.over().ifPresent(away -> log.info("Kafka is there after {} s", away.toSeconds()));
      return true;
    } catch (InterruptedException e) {
      throw new InterruptException(e);
    } catch (ExecutionException | TimeoutException e) {
      outage
          .failed()
          .ifPresent(away ->
              log.warn(
                  "Waiting for Kafka at {}, for {} s so far: it did not take the settings of the share group {} ({}). This worker takes runs when it comes",
                  connection.get(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG),
                  away.toSeconds(),
                  settings.group(),
                  e.toString()));
      return false;
    } finally {
      // At once: closing would wait for the answer that did not come.
      admin.close(Duration.ZERO);
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
