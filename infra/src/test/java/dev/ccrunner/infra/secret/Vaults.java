package dev.ccrunner.infra.secret;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.ccrunner.infra.ids.TimeOrderedIds;
import dev.ccrunner.secret.SecretId;
import dev.ccrunner.secret.SecretParts;
import dev.ccrunner.secret.SecretUse;
import dev.ccrunner.team.TeamId;
import dev.ccrunner.testkit.TestServices;
import org.flywaydb.core.Flyway;
import org.jooq.DSLContext;
import org.jooq.SQLDialect;
import org.jooq.impl.DSL;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.jdbc.datasource.TransactionAwareDataSourceProxy;
import org.springframework.transaction.support.TransactionTemplate;

/** A migrated PostgreSQL with two teams, and vaults on it with keys of their own. */
final class Vaults implements AutoCloseable {
  final TeamId team = new TeamId(TimeOrderedIds.next());
  final TeamId other = new TeamId(TimeOrderedIds.next());
  final DSLContext db;
  final SecretRepository repository;
  private final TransactionTemplate transactions;
  private final HikariDataSource pool;

  Vaults() {
    var fresh = TestServices.postgres().newDatabase();
    var config = new HikariConfig();
    config.setJdbcUrl(fresh.jdbcUrl());
    config.setUsername(fresh.username());
    config.setPassword(fresh.password());
    pool = new HikariDataSource(config);
    Flyway.configure().dataSource(pool).load().migrate();
    db = DSL.using(new TransactionAwareDataSourceProxy(pool), SQLDialect.POSTGRES);
    transactions = new TransactionTemplate(new DataSourceTransactionManager(pool));
    repository = new SecretRepository(db);
    for (var id : new TeamId[] {team, other}) {
      db.execute(
          "insert into team (id, name) values ({0}, {1})", DSL.val(id.value()), DSL.val("t"));
    }
  }

  Vault with(KeyRing keys) {
    return new Vault(repository, keys, transactions, KeyRingTest.settings(null, "", null));
  }

  Rewrapping rewrapping(KeyRing keys) {
    return new Rewrapping(repository, keys);
  }

  static KeyRing ring(String keys) {
    return new KeyRing(KeyRingTest.settings(null, keys, null));
  }

  /** A variable's value under this name; its id. */
  SecretId keep(Vault vault, String name, String value) {
    var id = new SecretId(TimeOrderedIds.next());
    var kept =
        vault.create(
            new NewSecret(
                team, id, name, null, new SecretUse.Env("TOKEN"), SecretParts.of(value), false),
            1000);
    if (!(kept instanceof Keeping.Kept)) {
      throw new AssertionError("expected it to be kept, found " + kept);
    }
    return id;
  }

  String value(Vault vault, SecretId id) {
    return switch (vault.open(team, id)) {
      case Opening.Opened(var _, var parts) -> parts.get(SecretParts.VALUE);
      case Opening.Gone _ -> throw new AssertionError("it is gone");
      case Opening.Unreadable(var _, var why) -> throw new AssertionError(why);
    };
  }

  /** Why it does not open. */
  String whyNot(Vault vault, TeamId asking, SecretId id) {
    return vault.open(asking, id) instanceof Opening.Unreadable(var _, var why)
        ? why
        : "it opens, or is gone";
  }

  @Override
  public void close() {
    pool.close();
  }
}
