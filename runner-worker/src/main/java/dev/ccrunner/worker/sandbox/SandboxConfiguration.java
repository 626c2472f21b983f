package dev.ccrunner.worker.sandbox;

import dev.ccrunner.worker.WorkerSettings;
import dev.ccrunner.worker.process.ChildProcesses;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(SandboxSettings.class)
class SandboxConfiguration {
  @Bean(destroyMethod = "close")
  JobRoot jobRoot(WorkerSettings worker) {
    return JobRoot.open(worker.data().resolve("jobs"));
  }

  @Bean
  RunUsers runUsers(SandboxSettings settings, ChildProcesses processes) {
    return RunUsers.open(settings, processes);
  }

  @Bean
  Sandbox sandbox(
      SandboxSettings settings, ChildProcesses processes, RunUsers users, JobRoot jobs) {
    return new SandboxProbe(settings, processes, users, jobs).strongest();
  }
}
