package dev.ccrunner.worker.continuity;

import dev.ccrunner.worker.job.Continuity;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class ContinuityConfiguration {
  @Bean
  Continuity continuity() {
    return new NoContinuity();
  }
}
