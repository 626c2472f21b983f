package dev.ccrunner.worker.process;

import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(ProcessSettings.class)
class ProcessConfiguration {
  @Bean(destroyMethod = "close")
  StandstillGuard standstillGuard() {
    return StandstillGuard.start();
  }

  @Bean(destroyMethod = "close")
  ChildProcesses childProcesses(ProcessSettings settings, StandstillGuard guard) {
    return new OsChildProcesses(settings, guard);
  }
}
