package dev.ccrunner.worker.broker;

import dev.ccrunner.worker.sandbox.JobRoot;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.time.Clock;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(BrokerSettings.class)
class BrokerConfiguration {
  @Bean(destroyMethod = "close")
  ModelBroker modelBroker(
      BrokerSettings settings, JobRoot jobs, MeterRegistry registry, Clock clock)
      throws IOException {
    var broker = new ModelBroker(settings, jobs.socketDirectory(), registry, clock);
    broker.start();
    return broker;
  }
}
