package dev.ccrunner.worker.process;

import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(ProcessSettings.class)
class ProcessConfiguration {
  @Bean(destroyMethod = "close")
  LauncherThread launcherThread() {
    return new LauncherThread();
  }

  @Bean(destroyMethod = "close")
  StandstillGuard standstillGuard(LauncherThread launcher) {
    return StandstillGuard.start(launcher);
  }

  @Bean(destroyMethod = "close")
  ChildProcesses childProcesses(
      ProcessSettings settings, LauncherThread launcher, StandstillGuard guard) {
    return new OsChildProcesses(settings, launcher, guard);
  }
}
