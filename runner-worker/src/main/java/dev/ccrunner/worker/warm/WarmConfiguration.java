package dev.ccrunner.worker.warm;

import dev.ccrunner.infra.loop.Loop;
import dev.ccrunner.infra.postgres.RunLeases;
import dev.ccrunner.infra.time.Ticker;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(WarmSettings.class)
class WarmConfiguration {
  private static final Duration LOOK_AROUND_EVERY = Duration.ofMillis(500);

  @Bean
  WarmSessions warmSessions(
      WarmSettings settings, RunLeases leases, MeterRegistry registry, Ticker ticker) {
    return new WarmSessions(settings, leases::standing, new WarmMetrics(registry), ticker);
  }

  @Bean
  Loop warmSessionsLoop(WarmSessions sessions) {
    return new Loop("warm-sessions", LOOK_AROUND_EVERY, sessions::lookAround);
  }
}
