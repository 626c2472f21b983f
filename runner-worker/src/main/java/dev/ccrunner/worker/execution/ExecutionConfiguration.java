package dev.ccrunner.worker.execution;

import dev.ccrunner.infra.fault.Faults;
import dev.ccrunner.infra.secret.SecretSettings;
import dev.ccrunner.infra.secret.Vault;
import dev.ccrunner.infra.time.Ticker;
import dev.ccrunner.worker.ClaudeCode;
import dev.ccrunner.worker.broker.BrokerSettings;
import dev.ccrunner.worker.broker.ModelBroker;
import dev.ccrunner.worker.budget.RunBudgets;
import dev.ccrunner.worker.claim.RunCarrier;
import dev.ccrunner.worker.claudecode.EventLimits;
import dev.ccrunner.worker.lease.LeaseKeeper;
import dev.ccrunner.worker.limits.Enclosures;
import dev.ccrunner.worker.output.AttemptLogs;
import dev.ccrunner.worker.process.ProcessSettings;
import dev.ccrunner.worker.sandbox.JobRoot;
import dev.ccrunner.worker.sandbox.RunUsers;
import dev.ccrunner.worker.sandbox.Sandbox;
import dev.ccrunner.worker.warm.WarmSessions;
import io.micrometer.core.instrument.MeterRegistry;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

@Configuration(proxyBeanMethods = false)
@Import(Workshop.class)
@EnableConfigurationProperties({ExecutionSettings.class, EventSettings.class})
class ExecutionConfiguration {
  @Bean
  Launcher launcher(
      RunUsers users,
      JobRoot jobs,
      ModelBroker broker,
      Sandbox sandbox,
      Enclosures enclosures,
      ClaudeCode claude,
      ExecutionSettings settings,
      RunBudgets budgets,
      WarmSessions warm) {
    return new Launcher(
        users,
        jobs,
        broker,
        sandbox,
        enclosures,
        jobs.reachable(claude.binary()),
        settings,
        budgets,
        warm);
  }

  @Bean
  SecretOpener secretOpener(Vault vault, BrokerSettings broker, SecretSettings masking) {
    return new SecretOpener(vault, broker.account(), masking.maskFrom());
  }

  @Bean
  EventLimits eventLimits(EventSettings events, ProcessSettings process) {
    return events.limits(process.maxLine());
  }

  @Bean
  RunCarrier runExecutor(
      Workshop workshop,
      LeaseKeeper keeper,
      AttemptLogs logs,
      MeterRegistry registry,
      Ticker ticker,
      Faults faults) {
    return new RunExecutor(workshop, keeper, logs, new RunMetrics(registry), ticker, faults);
  }
}
