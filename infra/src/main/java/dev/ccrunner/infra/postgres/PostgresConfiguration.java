package dev.ccrunner.infra.postgres;

import org.jooq.DSLContext;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.jooq.autoconfigure.ExceptionTranslatorExecuteListener;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;
import org.springframework.jdbc.UncategorizedSQLException;
import org.springframework.jdbc.support.SQLExceptionSubclassTranslator;
import org.springframework.transaction.support.TransactionTemplate;

/** Everything of this package as beans; the data source, jOOQ and Flyway are Spring Boot's. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(PostgresSettings.class)
public class PostgresConfiguration {
  /** Static, and with what it needs read early, because it comes before all other beans. */
  @Bean
  static StandstillLimit standstillLimit(Environment environment) {
    var settings = Binder.get(environment).bindOrCreate("ccr.postgres", PostgresSettings.class);
    return new StandstillLimit(settings.standstill());
  }

  /**
   * Spring's own leaves to jOOQ what it cannot name, and whoever waits for a PostgreSQL that is
   * away would not know it for that.
   */
  @Bean
  ExceptionTranslatorExecuteListener sqlExceptions() {
    var named = new SQLExceptionSubclassTranslator();
    return ExceptionTranslatorExecuteListener.of(_ ->
        (task, sql, failure) -> {
          var found = named.translate(task, sql, failure);
          return found == null ? new UncategorizedSQLException(task, sql, failure) : found;
        });
  }

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
  RunControls runControls(DSLContext db, TransactionTemplate transactions) {
    return new RunControls(db, transactions);
  }

  @Bean
  QueueExpiry queueExpiry(DSLContext db, TransactionTemplate transactions) {
    return new QueueExpiry(db, transactions);
  }

  @Bean
  UsageLimits usageLimits(DSLContext db, TransactionTemplate transactions) {
    return new UsageLimits(db, transactions);
  }

  @Bean
  HeldRuns heldRuns(DSLContext db, TransactionTemplate transactions) {
    return new HeldRuns(db, transactions);
  }

  @Bean
  SessionLedger sessionLedger(DSLContext db) {
    return new SessionLedger(db);
  }

  @Bean
  SessionSearch sessionSearch(DSLContext db) {
    return new SessionSearch(db);
  }

  @Bean
  SessionEnds sessionEnds(DSLContext db) {
    return new SessionEnds(db);
  }

  @Bean
  Budgets budgets(DSLContext db, TransactionTemplate transactions) {
    return new Budgets(db, transactions);
  }

  @Bean
  BudgetGrants budgetGrants(DSLContext db, TransactionTemplate transactions) {
    return new BudgetGrants(db, transactions);
  }

  @Bean
  UsageLedger usageLedger(DSLContext db) {
    return new UsageLedger(db);
  }

  @Bean
  EventStore eventStore(DSLContext db, TransactionTemplate transactions) {
    return new EventStore(db, transactions);
  }

  @Bean
  StoredOutputs storedOutputs(DSLContext db) {
    return new StoredOutputs(db);
  }

  @Bean
  TranscriptParts transcriptParts(DSLContext db, TransactionTemplate transactions) {
    return new TranscriptParts(db, transactions);
  }

  @Bean
  SessionConversations sessionConversations(DSLContext db, TransactionTemplate transactions) {
    return new SessionConversations(db, transactions);
  }

  @Bean
  SessionSnapshots sessionSnapshots(DSLContext db, TransactionTemplate transactions) {
    return new SessionSnapshots(db, transactions);
  }

  @Bean
  SessionStates sessionStates(
      DSLContext db,
      SessionConversations conversations,
      TranscriptParts parts,
      SessionSnapshots snapshots) {
    return new SessionStates(db, conversations, parts, snapshots);
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
