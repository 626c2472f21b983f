package dev.ccrunner.infra.postgres;

import org.jooq.DSLContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.transaction.support.TransactionTemplate;

/** Everything of this package as beans; the data source, jOOQ and Flyway are Spring Boot's. */
@Configuration(proxyBeanMethods = false)
public class PostgresConfiguration {
  @Bean
  RunLedger runLedger(DSLContext db, TransactionTemplate transactions) {
    return new RunLedger(db, transactions);
  }

  @Bean
  RunLeases runLeases(DSLContext db, TransactionTemplate transactions) {
    return new RunLeases(db, transactions);
  }

  @Bean
  LeaseReaping leaseReaping(DSLContext db) {
    return new LeaseReaping(db);
  }

  @Bean
  EventStore eventStore(DSLContext db, TransactionTemplate transactions) {
    return new EventStore(db, transactions);
  }

  @Bean
  Outbox outbox(DSLContext db, TransactionTemplate transactions) {
    return new Outbox(db, transactions);
  }

  @Bean
  WorkerRegistry workerRegistry(DSLContext db) {
    return new WorkerRegistry(db);
  }

  @Bean
  Duties duties(DSLContext db) {
    return new Duties(db);
  }

  @Bean
  EventPartitions eventPartitions(DSLContext db) {
    return new EventPartitions(db);
  }
}
