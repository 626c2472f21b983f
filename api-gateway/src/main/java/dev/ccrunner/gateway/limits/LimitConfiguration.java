package dev.ccrunner.gateway.limits;

import dev.ccrunner.infra.redis.TokenBuckets;
import io.micrometer.core.instrument.MeterRegistry;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class LimitConfiguration {
  @Bean
  RequestBuckets requestBuckets(
      TokenBuckets shared, LimitSettings settings, MeterRegistry registry) {
    return new RequestBuckets(shared, settings, registry, System::nanoTime);
  }
}
