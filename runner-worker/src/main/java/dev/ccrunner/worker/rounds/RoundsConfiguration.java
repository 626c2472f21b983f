package dev.ccrunner.worker.rounds;

import dev.ccrunner.worker.job.Rounds;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class RoundsConfiguration {
  @Bean
  Rounds rounds() {
    return new OneRound();
  }
}
