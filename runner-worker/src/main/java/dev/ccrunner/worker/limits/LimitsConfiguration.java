package dev.ccrunner.worker.limits;

import dev.ccrunner.infra.time.Ticker;
import dev.ccrunner.worker.process.ChildProcesses;
import dev.ccrunner.worker.sandbox.JobRoot;
import io.micrometer.core.instrument.MeterRegistry;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(LimitSettings.class)
class LimitsConfiguration {
  @Bean(destroyMethod = "close")
  Enclosures enclosures(
      LimitSettings settings,
      JobRoot jobs,
      ChildProcesses processes,
      MeterRegistry registry,
      Ticker ticker) {
    return Enclosures.open(settings, jobs.path(), processes, registry, ticker);
  }
}
