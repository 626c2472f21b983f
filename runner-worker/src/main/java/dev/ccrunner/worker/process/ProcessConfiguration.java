package dev.ccrunner.worker.process;

import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(ProcessSettings.class)
class ProcessConfiguration {
  @Bean(destroyMethod = "close")
  ChildProcesses childProcesses(ProcessSettings settings) {
    return new OsChildProcesses(settings);
  }
}
