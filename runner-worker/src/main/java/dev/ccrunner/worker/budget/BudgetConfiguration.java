package dev.ccrunner.worker.budget;

import dev.ccrunner.infra.postgres.BudgetGrants;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(BudgetSettings.class)
class BudgetConfiguration {
  @Bean
  RunBudgets runBudgets(BudgetGrants grants, BudgetSettings settings) {
    return new RunBudgets(grants, settings);
  }
}
