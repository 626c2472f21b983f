package dev.ccrunner.worker.git;

import dev.ccrunner.infra.secret.Vault;
import dev.ccrunner.worker.WorkerSettings;
import dev.ccrunner.worker.process.ChildProcesses;
import dev.ccrunner.worker.sandbox.SandboxSettings;
import java.io.IOException;
import java.time.Clock;
import java.util.Objects;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(GitSettings.class)
class GitConfiguration {
  @Bean
  GitRunner gitRunner(GitSettings settings, SandboxSettings sandbox, ChildProcesses processes) {
    return new GitRunner(settings.program(), sandbox.setpriv(), processes);
  }

  @Bean
  Courier courier(GitSettings settings, GitRunner runner, WorkerSettings worker)
      throws IOException {
    return new Courier(settings, runner, worker.data().resolve("courier").toAbsolutePath());
  }

  @Bean
  HostGuard hostGuard(GitSettings settings) {
    return new HostGuard(settings);
  }

  @Bean
  Repositories repositories(
      GitSettings settings,
      GitRunner runner,
      Courier courier,
      HostGuard guard,
      WorkerSettings worker,
      Clock clock)
      throws IOException {
    var cache = Objects.requireNonNullElse(settings.cache(), worker.data().resolve("git"));
    return new Repositories(
        settings, runner, courier, guard, new Mirrors(cache.toAbsolutePath(), settings, clock));
  }

  @Bean
  BranchPush branchPush(GitRunner runner, Courier courier, HostGuard guard, WorkerSettings worker)
      throws IOException {
    var folder = worker.data().resolve("push").toAbsolutePath();
    return new BranchPush(folder, runner, courier, guard);
  }

  @Bean
  GitCredentials gitCredentials(Vault vault) {
    return new GitCredentials(vault);
  }
}
