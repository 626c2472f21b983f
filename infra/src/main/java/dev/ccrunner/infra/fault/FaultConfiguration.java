package dev.ccrunner.infra.fault;

import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Fault points as a bean. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(FaultSettings.class)
public class FaultConfiguration {
  @Bean
  Faults faults(FaultSettings settings) {
    return new Faults(settings);
  }
}
