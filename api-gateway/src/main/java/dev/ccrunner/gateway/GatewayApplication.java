package dev.ccrunner.gateway;

import dev.ccrunner.gateway.health.BeforeTheStart;
import dev.ccrunner.infra.audit.AuditConfiguration;
import dev.ccrunner.infra.away.AwaitPostgres;
import dev.ccrunner.infra.blob.BlobConfiguration;
import dev.ccrunner.infra.fault.FaultConfiguration;
import dev.ccrunner.infra.kafka.KafkaConfiguration;
import dev.ccrunner.infra.platform.Utf8FileNames;
import dev.ccrunner.infra.postgres.PostgresConfiguration;
import dev.ccrunner.infra.redis.RedisLogConfiguration;
import dev.ccrunner.infra.secret.SecretConfiguration;
import java.time.Clock;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.scheduling.annotation.EnableScheduling;

/**
 * The gateway. It scans its own packages only, and names what it takes from {@code infra}, so that
 * it can live in one process, and on one class path, with a worker.
 */
@SpringBootApplication
@ConfigurationPropertiesScan
@EnableScheduling
@Import({
  PostgresConfiguration.class,
  KafkaConfiguration.class,
  RedisLogConfiguration.class,
  SecretConfiguration.class,
  BlobConfiguration.class,
  AuditConfiguration.class,
  FaultConfiguration.class
})
public class GatewayApplication {

  /** Starts a gateway of its own. */
  public static void main(String[] args) {
    application().run(args);
  }

  /**
   * The gateway, not yet started. Its settings are in {@code ccr-gateway.yaml}, since a worker's
   * {@code application.yaml} could be on the same class path.
   */
  public static SpringApplicationBuilder application() {
    return new SpringApplicationBuilder(GatewayApplication.class)
        .properties("spring.config.name=ccr-gateway")
        .listeners(new Utf8FileNames(), new AwaitPostgres(new BeforeTheStart()));
  }

  @Bean
  Clock clock() {
    return Clock.systemUTC();
  }
}
