package dev.ccrunner.infra.audit;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.transaction.support.TransactionTemplate;

/** The audit log as a bean. */
@Configuration(proxyBeanMethods = false)
@Import(AuditRepository.class)
public class AuditConfiguration {
  @Bean
  AuditLog auditLog(AuditRepository repository, TransactionTemplate transactions) {
    return new AuditLog(repository, transactions);
  }
}
