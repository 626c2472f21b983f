package dev.ccrunner.infra.postgres;

import static dev.ccrunner.infra.postgres.generated.Tables.OUTBOX;

import dev.ccrunner.team.TeamId;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import org.jooq.DSLContext;
import org.jooq.DataType;
import org.jooq.Insert;
import org.jooq.Select;
import org.jooq.impl.DSL;
import org.jooq.impl.SQLDataType;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * What is on its way to Kafka: written with its cause in one transaction, deleted as soon as Kafka
 * has it.
 */
public class Outbox {
  private static final DataType<UUID[]> IDS = SQLDataType.UUID.array();

  private final DSLContext db;
  private final TransactionTemplate transactions;

  Outbox(DSLContext db, TransactionTemplate transactions) {
    this.db = db;
    this.transactions = transactions;
  }

  /** Adds a record, in the caller's transaction. */
  public void add(OutboxRecord record) {
    insertion(db, record).execute();
  }

  /** The same as a statement, to be part of another. */
  static Insert<?> insertion(DSLContext db, OutboxRecord record) {
    return db.insertInto(OUTBOX)
        .set(OUTBOX.ID, record.id())
        .set(OUTBOX.TEAM_ID, record.teamId().value())
        .set(OUTBOX.TOPIC, record.topic())
        .set(OUTBOX.RECORD_KEY, record.key())
        .set(OUTBOX.PAYLOAD, record.payload());
  }

  /** The same, if {@code exists} has a row. */
  static Insert<?> insertion(DSLContext db, OutboxRecord record, Select<?> exists) {
    return db.insertInto(
            OUTBOX, OUTBOX.ID, OUTBOX.TEAM_ID, OUTBOX.TOPIC, OUTBOX.RECORD_KEY, OUTBOX.PAYLOAD)
        .select(
            DSL.select(
                    DSL.val(record.id()),
                    DSL.val(record.teamId().value()),
                    DSL.val(record.topic()),
                    DSL.val(record.key()),
                    DSL.val(record.payload()))
                .whereExists(exists));
  }

  /**
   * Forgets records that Kafka has.
   *
   * <p>By the index in any case: the table is nearly empty whenever PostgreSQL makes its plans, and
   * under load full of what was deleted since the last vacuum. Left alone it would read all of that
   * each time.
   */
  public void delete(Collection<UUID> ids) {
    if (ids.isEmpty()) {
      return;
    }
    transactions.executeWithoutResult(_ -> {
      db.execute("set local enable_seqscan = off");
      db.execute("delete from outbox where id = any ({0})", DSL.val(ids.toArray(UUID[]::new), IDS));
    });
  }

  /**
   * Hands the oldest records that nobody sent in time to {@code send}, which answers those that
   * arrived; these are deleted. They stay locked meanwhile, so several gateways relay different
   * ones.
   *
   * @return how many arrived
   */
  public int relay(
      Duration olderThan, int limit, Function<List<OutboxRecord>, Collection<UUID>> send) {
    Integer arrived =
        transactions.execute(_ -> {
          var left = leftBehind(olderThan, limit);
          if (left.isEmpty()) {
            return 0;
          }
          var sent = send.apply(left);
          delete(sent);
          return sent.size();
        });
    return arrived == null ? 0 : arrived;
  }

  /** How many records wait. */
  public int size() {
    return db.fetchCount(OUTBOX);
  }

  private List<OutboxRecord> leftBehind(Duration olderThan, int limit) {
    return db.selectFrom(OUTBOX)
        .where(OUTBOX.CREATED_AT.lt(Intervals.fromNow(olderThan.negated())))
        .orderBy(OUTBOX.CREATED_AT)
        .limit(limit)
        .forUpdate()
        .skipLocked()
        .fetch(row ->
            new OutboxRecord(
                row.getId(),
                new TeamId(row.getTeamId()),
                row.getTopic(),
                row.getRecordKey(),
                row.getPayload()));
  }
}
