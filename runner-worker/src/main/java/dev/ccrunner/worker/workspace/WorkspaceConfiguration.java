package dev.ccrunner.worker.workspace;

import dev.ccrunner.worker.job.WorkspaceSource;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class WorkspaceConfiguration {
  @Bean
  WorkspaceSource workspaceSource() {
    return new EmptyWorkspaces();
  }
}
