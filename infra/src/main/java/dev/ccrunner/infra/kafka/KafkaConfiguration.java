package dev.ccrunner.infra.kafka;

import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.kafka.core.KafkaAdmin;
import org.springframework.kafka.core.KafkaTemplate;

/** Topics and bells as beans; producer and admin client are Spring Boot's. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(KafkaSettings.class)
public class KafkaConfiguration {
  @Bean
  DispatchTopic dispatchTopic(KafkaReachability kafka, KafkaSettings settings) {
    return new DispatchTopic(kafka, settings);
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
