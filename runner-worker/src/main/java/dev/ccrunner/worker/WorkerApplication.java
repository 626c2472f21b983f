package dev.ccrunner.worker;

import dev.ccrunner.infra.away.AwaitPostgres;
import dev.ccrunner.infra.blob.BlobConfiguration;
import dev.ccrunner.infra.fault.FaultConfiguration;
import dev.ccrunner.infra.kafka.KafkaConfiguration;
import dev.ccrunner.infra.platform.Utf8FileNames;
import dev.ccrunner.infra.postgres.PostgresConfiguration;
import dev.ccrunner.infra.redis.RedisLogConfiguration;
import dev.ccrunner.infra.secret.SecretConfiguration;
import dev.ccrunner.infra.time.Ticker;
import dev.ccrunner.worker.health.BeforeTheStart;
import java.time.Clock;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;

/**
 * A worker. It scans its own packages only, and names what it takes from {@code infra}, so that it
 * can live in one process, and on one class path, with a gateway.
 */
@SpringBootApplication
@EnableConfigurationProperties(WorkerSettings.class)
@Import({
  PostgresConfiguration.class,
  KafkaConfiguration.class,
  RedisLogConfiguration.class,
  SecretConfiguration.class,
  BlobConfiguration.class,
  FaultConfiguration.class
})
public class WorkerApplication {

  /** Starts a worker of its own. */
  public static void main(String[] args) {
    application().run(args);
  }

  /**
   * The worker, not yet started. Its settings are in {@code ccr-worker.yaml}, since a gateway's
   * could be on the same class path.
   */
  public static SpringApplicationBuilder application() {
    return new SpringApplicationBuilder(WorkerApplication.class)
        .properties("spring.config.name=ccr-worker")
        .listeners(new Utf8FileNames(), new AwaitPostgres(new BeforeTheStart()));
  }

  @Bean
  Clock clock() {
    return Clock.systemUTC();
  }

  @Bean
  Ticker ticker() {
    return Ticker.SYSTEM;
  }
}
