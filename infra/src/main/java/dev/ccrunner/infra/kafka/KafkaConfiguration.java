package dev.ccrunner.infra.kafka;

import org.apache.kafka.clients.admin.NewTopic;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.kafka.config.TopicBuilder;
import org.springframework.kafka.core.KafkaAdmin;
import org.springframework.kafka.core.KafkaTemplate;

/** Topics and bells as beans; producer and admin client are Spring Boot's. */
@Configuration(proxyBeanMethods = false)
public class KafkaConfiguration {
  /**
   * One partition by default: with more partitions than busy workers the share group's assignor
   * splits them, and the bells of a busy worker's partition wait. One partition carries far more
   * bells than PostgreSQL carries claims.
   */
  @Bean
  NewTopic dispatchTopic(
      @Value("${ccr.kafka.dispatch-partitions:1}") int partitions,
      @Value("${ccr.kafka.replication-factor:1}") short replicationFactor) {
    return TopicBuilder.name(Topics.DISPATCH)
        .partitions(partitions)
        .replicas(replicationFactor)
        .build();
  }

  @Bean
  DispatchBells dispatchBells(KafkaTemplate<String, String> kafka) {
    return new DispatchBells(kafka);
  }

  @Bean
  KafkaReachability kafkaReachability(KafkaAdmin admin) {
    return new KafkaReachability(admin);
  }
}
