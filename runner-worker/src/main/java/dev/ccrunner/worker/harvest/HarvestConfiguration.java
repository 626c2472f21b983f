package dev.ccrunner.worker.harvest;

import dev.ccrunner.worker.job.Harvest;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class HarvestConfiguration {
  @Bean
  Harvest harvest() {
    return new NoHarvest();
  }
}
