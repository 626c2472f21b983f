package dev.ccrunner.gateway.audit;

import dev.ccrunner.infra.audit.AuditLog;
import org.jooq.DSLContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.transaction.support.TransactionTemplate;

@Configuration(proxyBeanMethods = false)
class AuditConfiguration {
  @Bean
  AuditLog auditLog(DSLContext db, TransactionTemplate transactions) {
    return new AuditLog(db, transactions);
  }
}
