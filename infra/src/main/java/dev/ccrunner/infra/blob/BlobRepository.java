package dev.ccrunner.infra.blob;

import static dev.ccrunner.infra.postgres.generated.Tables.TEAM_STORAGE;

import dev.ccrunner.infra.postgres.AcrossTeams;
import dev.ccrunner.team.TeamId;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.impl.DSL;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.support.TransactionTemplate;

/** What is kept, and how much room it takes, in PostgreSQL. */
@Repository
class BlobRepository {
  private final DSLContext db;
  private final TransactionTemplate transactions;

  BlobRepository(DSLContext db, TransactionTemplate transactions) {
    this.db = db;
    this.transactions = transactions;
  }

  /** What came of asking for room. */
  enum Room {
    /** It is there, and counted. */
    GIVEN,
    /** The team has not got so much. */
    NONE,
    /** Somebody else was just asking for the same content: ask again. */
    CONTENDED
  }

  /** A content that is about to be removed. */
  record Doomed(TeamId teamId, String key, long bytes) {}

  /**
   * Asks for room for a content, or lets the one that is there stay for longer. One statement: it
   * counts a content once, and never past the quota, however many ask at the same time. Rows are
   * locked as {@link #take} locks them: first that of the content, then that of the team.
   */
  Room ask(TeamId team, String key, long bytes, long quota, Duration keptFor) {
    var room =
        transactions.execute(status -> {
          var answer = askNow(team, key, bytes, quota, keptFor);
          if (answer != Room.GIVEN) {
            status.setRollbackOnly();
          }
          return answer;
        });
    if (room == null) {
      throw new IllegalStateException("Expected an answer, found none");
    }
    return room;
  }

  private Room askNow(TeamId team, String key, long bytes, long quota, Duration keptFor) {
    var row =
        db.resultQuery(
                """
                with known as (
                  update blob set kept_until = greatest(kept_until, {4})
                  where team_id = {0} and key = {1}
                  returning 1
                ), added as (
                  insert into blob (team_id, key, bytes, kept_until)
                  select {0}, {1}, {2}, {4} where not exists (select from known)
                  on conflict do nothing
                  returning bytes
                ), counted as (
                  insert into team_storage as s (team_id, bytes)
                  select {0}, bytes from added where bytes <= {3}
                  on conflict (team_id) do update set bytes = s.bytes + excluded.bytes
                    where s.bytes + excluded.bytes <= {3}
                  returning 1
                )
                select (select count(*) from known),
                  (select count(*) from added),
                  (select count(*) from counted)
                """,
                DSL.val(team.value()),
                DSL.val(key),
                DSL.val(bytes),
                DSL.val(quota),
                fromNow(keptFor))
            .fetchSingle();
    if (row.get(0, Long.class) == 1 || row.get(2, Long.class) == 1) {
      return Room.GIVEN;
    }
    return row.get(1, Long.class) == 1 ? Room.NONE : Room.CONTENDED;
  }

  /** Lets contents stay for so much longer at least; how many of them are there. */
  int extend(TeamId team, Collection<String> keys, Duration keptFor) {
    return db.execute(
        """
        update blob set kept_until = greatest(kept_until, {2})
        where team_id = {0} and key = any({1})
        """,
        DSL.val(team.value()), DSL.val(keys.toArray(String[]::new)), fromNow(keptFor));
  }

  /** How much room a team's contents take. */
  long used(TeamId team) {
    Long bytes =
        db.select(TEAM_STORAGE.BYTES)
            .from(TEAM_STORAGE)
            .where(TEAM_STORAGE.TEAM_ID.eq(team.value()))
            .fetchOne(TEAM_STORAGE.BYTES);
    return bytes == null ? 0 : bytes;
  }

  /**
   * Locks up to {@code limit} contents that nothing refers to and that have been kept for long
   * enough. Whoever wants to keep one of them meanwhile waits for the end of this transaction, so
   * what it then puts into the store cannot be deleted any more.
   */
  @AcrossTeams("what no team has any more")
  List<Doomed> take(int limit) {
    return db.resultQuery(
            "select team_id, key, bytes from blob where kept_until <= now() and "
                + BlobReferences.none()
                + " order by kept_until limit {0} for update skip locked",
            DSL.val(limit))
        .fetch(row ->
            new Doomed(
                new TeamId(row.get(0, UUID.class)),
                row.get(1, String.class),
                row.get(2, Long.class)));
  }

  /** Forgets contents that are not in the store any more, and gives their room back. */
  @AcrossTeams("what no team has any more")
  void forget(Collection<Doomed> gone) {
    db.execute(
        """
        with gone as (
          delete from blob using unnest({0}, {1}) as g (team_id, key)
          where blob.team_id = g.team_id and blob.key = g.key
          returning blob.team_id, blob.bytes
        )
        update team_storage s set bytes = s.bytes - g.bytes
        from (select team_id, sum(bytes) as bytes from gone group by team_id) g
        where s.team_id = g.team_id
        """,
        DSL.val(gone.stream().map(blob -> blob.teamId().value()).toArray(UUID[]::new)),
        DSL.val(gone.stream().map(Doomed::key).toArray(String[]::new)));
  }

  /** Those of the keys that have no row. */
  List<String> unknown(TeamId team, Collection<String> keys) {
    return db.resultQuery(
            """
            select k from unnest({1}) as k
            where not exists (select from blob where team_id = {0} and key = k)
            """,
            DSL.val(team.value()), DSL.val(keys.toArray(String[]::new)))
        .fetch(row -> row.get(0, String.class));
  }

  /**
   * Takes in what was found in the store without a row, so that it goes the way of all others: by
   * itself its deletion could meet somebody who just keeps the same content.
   */
  void adopt(TeamId team, String key, long bytes) {
    db.execute(
        """
        with added as (
          insert into blob (team_id, key, bytes, kept_until) values ({0}, {1}, {2}, now())
          on conflict do nothing
          returning bytes
        )
        insert into team_storage as s (team_id, bytes) select {0}, bytes from added
        on conflict (team_id) do update set bytes = s.bytes + excluded.bytes
        """,
        DSL.val(team.value()), DSL.val(key), DSL.val(bytes));
  }

  private static Field<OffsetDateTime> fromNow(Duration length) {
    return DSL.field(
        "now() + make_interval(secs => {0})",
        OffsetDateTime.class, DSL.val(length.toMillis() / 1000.0));
  }
}
