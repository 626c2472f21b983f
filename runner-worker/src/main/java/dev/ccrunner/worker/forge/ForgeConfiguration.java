package dev.ccrunner.worker.forge;

import dev.ccrunner.worker.git.BranchPush;
import dev.ccrunner.worker.git.GitCredentials;
import dev.ccrunner.worker.git.HostGuard;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(ForgeSettings.class)
class ForgeConfiguration {
  @Bean
  Publisher publisher(
      GitCredentials credentials, BranchPush pushes, HostGuard guard, ForgeSettings settings) {
    return new Publisher(credentials, pushes, new Forges(guard, settings), settings);
  }
}
