package dev.ccrunner.infra.kafka;

import dev.ccrunner.infra.away.Outage;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.CreateTopicsOptions;
import org.apache.kafka.clients.admin.DescribeTopicsOptions;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sees to it that the dispatch topic exists: made when Kafka comes, however late that is, and again
 * after somebody has deleted it. The bells that went with it are rung again, since their runs are
 * still waiting in PostgreSQL.
 */
public final class DispatchTopic {
  private static final Logger log = LoggerFactory.getLogger(DispatchTopic.class);
  private static final Duration WAIT_FOR_KAFKA = Duration.ofSeconds(3);

  private final KafkaReachability kafka;
  private final KafkaSettings settings;
  private final Outage outage = new Outage();

  DispatchTopic(KafkaReachability kafka, KafkaSettings settings) {
    this.kafka = kafka;
    this.settings = settings;
  }

  /**
   * One look; makes the topic if it is not there. That Kafka is away is said and not thrown.
   *
   * @return whether the topic is there now
   */
  public boolean ensure() throws InterruptedException {
    try {
      if (!exists()) {
        create();
      }
      outage
          .over()
          .ifPresent(
              away -> log.info("Kafka answers again after {} s; bells are rung", away.toSeconds()));
      return true;
    } catch (ExecutionException | TimeoutException e) {
      outage
          .failed()
          .ifPresent(away ->
              log.warn(
                  "Kafka at {} does not answer, for {} s so far: {}. Runs are accepted; their bells wait in PostgreSQL",
                  kafka.where(),
                  away.toSeconds(),
                  e.getCause() == null ? e.toString() : e.getCause().toString()));
      return false;
    }
  }

  private boolean exists() throws InterruptedException, ExecutionException, TimeoutException {
    int millis = (int) WAIT_FOR_KAFKA.toMillis();
    try {
      kafka
          .client()
          .describeTopics(List.of(Topics.DISPATCH), new DescribeTopicsOptions().timeoutMs(millis))
          .allTopicNames()
          .get(millis, TimeUnit.MILLISECONDS);
      return true;
    } catch (ExecutionException e) {
      if (e.getCause() instanceof UnknownTopicOrPartitionException) {
        return false;
      }
      throw e;
    }
  }

  private void create() throws InterruptedException, ExecutionException, TimeoutException {
    int millis = (int) WAIT_FOR_KAFKA.toMillis();
    var topic =
        new NewTopic(Topics.DISPATCH, settings.dispatchPartitions(), settings.replicationFactor());
    try {
      kafka
          .client()
          .createTopics(List.of(topic), new CreateTopicsOptions().timeoutMs(millis))
          .all()
          .get(millis, TimeUnit.MILLISECONDS);
      log.info(
          "Made the topic {} with {} partitions", Topics.DISPATCH, settings.dispatchPartitions());
    } catch (ExecutionException e) {
      // Another gateway was faster.
      if (!(e.getCause() instanceof TopicExistsException)) {
        throw e;
      }
    }
  }
}
