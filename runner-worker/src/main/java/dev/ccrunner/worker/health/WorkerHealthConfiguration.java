package dev.ccrunner.worker.health;

import dev.ccrunner.infra.health.ServiceChecks;
import dev.ccrunner.infra.kafka.KafkaReachability;
import dev.ccrunner.infra.redis.RedisAvailability;
import javax.sql.DataSource;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(WorkerHealthSettings.class)
class WorkerHealthConfiguration {
  /**
   * A part of readiness and never of liveness: a worker that is restarted because PostgreSQL is
   * away would lose its runs for nothing. Without Kafka it hears no bells and without PostgreSQL it
   * can claim nothing; without Redis it works, and only streams are slower.
   */
  @Bean
  HealthIndicator servicesHealthIndicator(
      DataSource postgres,
      RedisAvailability redis,
      KafkaReachability kafka,
      WorkerHealthSettings settings) {
    var checks = new ServiceChecks(postgres, redis, kafka, settings.timeout());
    return () -> {
      var seen = checks.look();
      var health = seen.postgres() && seen.kafka() ? Health.up() : Health.outOfService();
      return health.withDetails(seen.words()).build();
    };
  }
}
