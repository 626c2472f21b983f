package dev.ccrunner.infra.kafka;

import java.time.Duration;
import java.util.Collection;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.DescribeClusterOptions;
import org.jspecify.annotations.Nullable;
import org.springframework.kafka.core.KafkaAdmin;

/** Whether Kafka answers, asked over one client for all who ask. */
public class KafkaReachability implements AutoCloseable {
  private final KafkaAdmin settings;
  private @Nullable Admin client;

  KafkaReachability(KafkaAdmin settings) {
    this.settings = settings;
  }

  /** Asks any broker for the cluster's id. */
  public boolean answersWithin(Duration timeout) throws InterruptedException {
    int millis = Math.toIntExact(timeout.toMillis());
    try {
      client()
          .describeCluster(new DescribeClusterOptions().timeoutMs(millis))
          .clusterId()
          .get(millis, TimeUnit.MILLISECONDS);
      return true;
    } catch (ExecutionException | TimeoutException e) {
      return false;
    }
  }

  /** Made at the first question: who never asks needs no client and its thread. */
  synchronized Admin client() {
    if (client == null) {
      client = Admin.create(settings.getConfigurationProperties());
    }
    return client;
  }

  /** Where it is looked for; addresses only. */
  String where() {
    var servers =
        settings.getConfigurationProperties().get(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG);
    return servers instanceof Collection<?> list
        ? list.stream().map(String::valueOf).collect(Collectors.joining(","))
        : String.valueOf(servers);
  }

  @Override
  public synchronized void close() {
    if (client != null) {
      client.close(Duration.ZERO);
    }
  }
}
