package dev.ccrunner.infra.blob;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.ccrunner.file.StoredBlob;
import dev.ccrunner.infra.ids.TimeOrderedIds;
import dev.ccrunner.team.TeamId;
import dev.ccrunner.testkit.TestServices;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import org.flywaydb.core.Flyway;
import org.jooq.DSLContext;
import org.jooq.SQLDialect;
import org.jooq.impl.DSL;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.jdbc.datasource.TransactionAwareDataSourceProxy;
import org.springframework.transaction.support.TransactionTemplate;
import org.springframework.util.unit.DataSize;

/** A migrated PostgreSQL with two teams, and a folder with their contents. */
final class Kept implements AutoCloseable {
  static final long QUOTA = 100_000;

  final TeamId team = new TeamId(TimeOrderedIds.next());
  final TeamId other = new TeamId(TimeOrderedIds.next());
  final DSLContext db;
  final TransactionTemplate transactions;
  final BlobStore store;
  final BlobSettings settings;
  final BlobRepository rows;
  final TeamBlobs blobs;
  final TeamFiles files;
  final BlobCollection collection;
  private final HikariDataSource pool;

  Kept(Path folder) {
    var fresh = TestServices.postgres().newDatabase();
    var config = new HikariConfig();
    config.setJdbcUrl(fresh.jdbcUrl());
    config.setUsername(fresh.username());
    config.setPassword(fresh.password());
    pool = new HikariDataSource(config);
    Flyway.configure().dataSource(pool).load().migrate();
    db = DSL.using(new TransactionAwareDataSourceProxy(pool), SQLDialect.POSTGRES);
    transactions = new TransactionTemplate(new DataSourceTransactionManager(pool));
    store = new DirectoryBlobStore(folder.resolve("blobs"));
    settings =
        new BlobSettings(
            BlobSettings.Store.DIRECTORY,
            folder.resolve("blobs"),
            folder.resolve("incoming"),
            DataSize.ofBytes(QUOTA),
            Duration.ofHours(24));
    rows = new BlobRepository(db, transactions);
    var repository = new FileRepository(db);
    blobs = new TeamBlobs(rows, store, settings, BlobPatience.NONE);
    files = new TeamFiles(repository, settings);
    collection = new BlobCollection(rows, repository, store, transactions, settings);
    for (var id : new TeamId[] {team, other}) {
      db.execute(
          "insert into team (id, name) values ({0}, {1})", DSL.val(id.value()), DSL.val("t"));
    }
  }

  StoredBlob keep(TeamId whose, String content) {
    return keep(whose, content.getBytes(StandardCharsets.UTF_8));
  }

  StoredBlob keep(TeamId whose, byte[] content) {
    try {
      return blobs.keep(
          new BlobOwner.Team(whose), new ByteArrayInputStream(content), Long.MAX_VALUE);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (BlobRefused e) {
      throw new AssertionError(e);
    }
  }

  String read(StoredBlob blob) throws IOException {
    try (var in = blobs.open(blob)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  /** The time for contents that nothing refers to is over. */
  void later() {
    db.execute("update blob set kept_until = now() - interval '1 second'");
  }

  int rowsOf(TeamId whose) {
    return db.fetchCount(DSL.table("blob"), DSL.field("team_id").eq(whose.value()));
  }

  /** What the rows of the team say it takes. */
  long sum(TeamId whose) {
    return db.resultQuery(
            "select coalesce(sum(bytes), 0) from blob where team_id = {0}", DSL.val(whose.value()))
        .fetchSingle()
        .get(0, Long.class);
  }

  @Override
  public void close() {
    pool.close();
  }
}
