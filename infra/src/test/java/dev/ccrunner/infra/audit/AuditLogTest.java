package dev.ccrunner.infra.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.ccrunner.infra.ids.TimeOrderedIds;
import dev.ccrunner.team.TeamId;
import dev.ccrunner.testkit.TestServices;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.flywaydb.core.Flyway;
import org.jooq.DSLContext;
import org.jooq.SQLDialect;
import org.jooq.impl.DSL;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.jdbc.datasource.TransactionAwareDataSourceProxy;
import org.springframework.transaction.support.TransactionTemplate;

class AuditLogTest {
  private static HikariDataSource pool;
  private static DSLContext db;
  private static TransactionTemplate transactions;
  private static AuditLog log;

  /** A chain of its own for each test. */
  private TeamId team;

  @BeforeAll
  static void open() {
    var fresh = TestServices.postgres().newDatabase();
    var config = new HikariConfig();
    config.setJdbcUrl(fresh.jdbcUrl());
    config.setUsername(fresh.username());
    config.setPassword(fresh.password());
    pool = new HikariDataSource(config);
    Flyway.configure().dataSource(pool).load().migrate();
    db = DSL.using(new TransactionAwareDataSourceProxy(pool), SQLDialect.POSTGRES);
    transactions = new TransactionTemplate(new DataSourceTransactionManager(pool));
    log = new AuditLog(new AuditRepository(db), transactions);
  }

  @AfterAll
  static void close() {
    pool.close();
  }

  @BeforeEach
  void begin() {
    team = new TeamId(TimeOrderedIds.next());
  }

  @Test
  void chainsEveryEntryToTheOneBefore() {
    var first = add("key_1", "api_key.created", "key_2");
    var second = add("usr_1", "api_key.revoked", "key_2");

    assertThat(first.json())
        .startsWith("{\"seq\":1,\"at\":\"")
        .contains("\"origin\":{\"address\":\"192.0.2.1\",\"request_id\":\"req\"}")
        .contains("\"before\":null,\"after\":{\"name\":\"ci\"}")
        .contains("\"previous\":\"" + AuditLink.ROOT + "\"");
    assertThat(second.json()).contains("\"previous\":\"" + first.hash() + "\"");
    assertThat(log.verify(team)).isEqualTo(new AuditVerdict.Whole(2, second.hash()));
  }

  @Test
  void findsTheChainOfATeamWithoutEntriesWhole() {
    assertThat(log.verify(team)).isEqualTo(new AuditVerdict.Whole(0, AuditLink.ROOT));
  }

  @Test
  void keepsNothingOfATransactionThatCameToNothing() {
    add("key_1", "run.cancelled", "run_1");
    transactions.executeWithoutResult(status -> {
      add("key_1", "run.cancelled", "run_2");
      status.setRollbackOnly();
    });
    add("key_1", "run.cancelled", "run_3");

    assertThat(log.newest(team, AuditFilter.ALL, Long.MAX_VALUE, 10))
        .extracting(AuditLink::seq)
        .containsExactly(2L, 1L);
    assertThat(log.verify(team)).isInstanceOf(AuditVerdict.Whole.class);
  }

  @Test
  void isOneChainHoweverManyAddAtOnce() throws Exception {
    Callable<AuditLink> adding = () -> add("key_1", "run.cancelled", "run_1");
    try (var threads = Executors.newFixedThreadPool(8)) {
      for (var added : threads.invokeAll(IntStream.range(0, 64).mapToObj(_ -> adding).toList())) {
        added.get();
      }
    }

    var seen = new ArrayList<Long>();
    var times = new ArrayList<String>();
    log.export(
        team,
        link -> {
          seen.add(link.seq());
          times.add(link.json().substring(link.json().indexOf("\"at\"")).substring(6, 33));
        });
    assertThat(seen).containsExactlyElementsOf(LongStream.rangeClosed(1, 64).boxed().toList());
    assertThat(times).isSorted();
    assertThat(log.verify(team)).isInstanceOf(AuditVerdict.Whole.class);
  }

  @Test
  void findsEntriesByWhoWhatAndWhen() {
    add("key_1", "api_key.created", "key_2");
    add("usr_1", "api_key.revoked", "key_2");
    add("usr_1", "team.changed", "team_1");
    var now = Instant.now();

    assertThat(seqs(new AuditFilter("usr_1", null, null, null, null))).containsExactly(3L, 2L);
    assertThat(seqs(new AuditFilter(null, "api_key.*", null, null, null))).containsExactly(2L, 1L);
    assertThat(seqs(new AuditFilter(null, "api_key", null, null, null))).isEmpty();
    assertThat(seqs(new AuditFilter(null, null, "team_1", null, null))).containsExactly(3L);
    assertThat(
            seqs(
                new AuditFilter(
                    null,
                    null,
                    null,
                    now.minus(Duration.ofHours(1)),
                    now.plus(Duration.ofHours(1)))))
        .hasSize(3);
    assertThat(seqs(new AuditFilter(null, null, null, now.plus(Duration.ofHours(1)), null)))
        .isEmpty();
    assertThat(log.newest(team, AuditFilter.ALL, 3, 1))
        .extracting(AuditLink::seq)
        .containsExactly(2L);
  }

  @Test
  void letsNobodyChangeItByTheServicesOwnRights() {
    add("key_1", "api_key.created", "key_2");

    assertThatThrownBy(() -> db.execute("update audit_log set json = '{}'"))
        .hasMessageContaining("only ever added to");
    assertThatThrownBy(() -> db.execute("delete from audit_log"))
        .hasMessageContaining("only ever added to");
  }

  /** By somebody who may do everything with PostgreSQL. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "update audit_log set json = replace(json, 'key_1', 'key_9') where seq = 2 | 2 | not the one that was hashed",
        "update audit_log set json = replace(json, 'key_1', 'key_9'), hash = sha256(convert_to(replace(json, 'key_1', 'key_9'), 'UTF8')) where seq = 2 | 3 | does not follow",
        "delete from audit_log where seq = 2 | 2 | expected number 2, found 3",
        "delete from audit_log where seq = 4 | 4 | is missing",
        "update audit_log set json = replace(json, 'key_1', 'key_9'), hash = sha256(convert_to(replace(json, 'key_1', 'key_9'), 'UTF8')) where seq = 4 | 4 | another hash",
        "update audit_log set seq = 9 where seq = 4 | 4 | expected number 4, found 9",
      })
  void showsWhatSomebodyWithAllRightsHasChanged(String change, long seq, String flaw) {
    for (int i = 0; i < 4; i++) {
      add("key_1", "api_key.created", "key_2");
    }

    transactions.executeWithoutResult(_ -> {
      db.execute("set local session_replication_role = replica");
      db.execute(change + " and team_id = '" + team.value() + "'");
    });

    assertThat(log.verify(team))
        .isInstanceOfSatisfying(
            AuditVerdict.Broken.class,
            broken -> {
              assertThat(broken.seq()).isEqualTo(seq);
              assertThat(broken.flaw()).contains(flaw);
            });
  }

  private java.util.List<Long> seqs(AuditFilter filter) {
    return log.newest(team, filter, Long.MAX_VALUE, 10).stream().map(AuditLink::seq).toList();
  }

  private AuditLink add(String actor, String action, String target) {
    return log.append(
        team,
        new AuditEntry(
            actor,
            action,
            target,
            new AuditEntry.Origin("192.0.2.1", "req"),
            null,
            "{\"name\":\"ci\"}"));
  }
}
