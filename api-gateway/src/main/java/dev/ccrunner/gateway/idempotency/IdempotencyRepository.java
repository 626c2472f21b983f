package dev.ccrunner.gateway.idempotency;

import static dev.ccrunner.infra.postgres.generated.Tables.IDEMPOTENCY_KEY;

import dev.ccrunner.infra.postgres.AcrossTeams;
import dev.ccrunner.team.TeamId;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.Objects;
import org.jooq.Condition;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Repository;

/** Answers by key in PostgreSQL. */
@Repository
class IdempotencyRepository {
  private final DSLContext db;

  IdempotencyRepository(DSLContext db) {
    this.db = db;
  }

  /** A stored answer and the request it was given to. */
  record Stored(byte[] requestHash, Answer answer) {}

  /**
   * What is known about a key.
   *
   * @param ours whether it is this transaction's until its end; else another's
   * @param stored the answer given to it; null when there is none yet
   */
  record Taken(boolean ours, @Nullable Stored stored) {}

  /**
   * Tries to take the key for the rest of the transaction, and looks for its answer: one round
   * trip. By an advisory lock, because there is no row to lock before the first answer; two keys
   * with the same 64-bit hash would only make one of them wait.
   *
   * <p>The look may be older than the lock by a moment, so an answer that was committed right then
   * can be missed; {@link #store} finds it.
   */
  Taken take(TeamId team, String endpoint, String key, Duration keep) {
    var locked =
        DSL.field("pg_try_advisory_xact_lock({0})", Boolean.class, lockId(team, endpoint, key));
    return db.select(
            locked,
            IDEMPOTENCY_KEY.REQUEST_HASH,
            IDEMPOTENCY_KEY.STATUS,
            IDEMPOTENCY_KEY.LOCATION,
            IDEMPOTENCY_KEY.BODY)
        .from(DSL.select(DSL.one()).asTable("always"))
        .leftJoin(IDEMPOTENCY_KEY)
        .on(is(team, endpoint, key), IDEMPOTENCY_KEY.CREATED_AT.gt(ago(keep)))
        .fetchSingle(row ->
            new Taken(
                Boolean.TRUE.equals(row.value1()),
                row.value2() == null
                    ? null
                    : new Stored(
                        row.value2(), new Answer(row.value3(), row.value4(), row.value5(), true))));
  }

  /**
   * Stores an answer, over one that was kept for long enough and not yet deleted.
   *
   * @return false when somebody else stored one meanwhile: this transaction must come to nothing
   */
  boolean store(
      TeamId team, String endpoint, String key, byte[] requestHash, Answer answer, Duration keep) {
    int stored =
        db.insertInto(IDEMPOTENCY_KEY)
            .set(IDEMPOTENCY_KEY.TEAM_ID, team.value())
            .set(IDEMPOTENCY_KEY.ENDPOINT, endpoint)
            .set(IDEMPOTENCY_KEY.KEY, key)
            .set(IDEMPOTENCY_KEY.REQUEST_HASH, requestHash)
            .set(IDEMPOTENCY_KEY.STATUS, answer.status())
            .set(IDEMPOTENCY_KEY.LOCATION, answer.location())
            .set(IDEMPOTENCY_KEY.BODY, answer.json())
            .onConflict(IDEMPOTENCY_KEY.TEAM_ID, IDEMPOTENCY_KEY.ENDPOINT, IDEMPOTENCY_KEY.KEY)
            .doUpdate()
            .set(IDEMPOTENCY_KEY.REQUEST_HASH, requestHash)
            .set(IDEMPOTENCY_KEY.STATUS, answer.status())
            .set(IDEMPOTENCY_KEY.LOCATION, answer.location())
            .set(IDEMPOTENCY_KEY.BODY, answer.json())
            .set(IDEMPOTENCY_KEY.CREATED_AT, DSL.currentOffsetDateTime())
            .where(IDEMPOTENCY_KEY.CREATED_AT.le(ago(keep)))
            .execute();
    return stored == 1;
  }

  /**
   * Deletes up to {@code limit} answers older than {@code keep}, oldest first; rows that another
   * gateway is deleting are left to it.
   */
  @AcrossTeams("what nobody asks for any more")
  int deleteOlderThan(Duration keep, int limit) {
    var old =
        db.select(IDEMPOTENCY_KEY.TEAM_ID, IDEMPOTENCY_KEY.ENDPOINT, IDEMPOTENCY_KEY.KEY)
            .from(IDEMPOTENCY_KEY)
            .where(IDEMPOTENCY_KEY.CREATED_AT.le(ago(keep)))
            .orderBy(IDEMPOTENCY_KEY.CREATED_AT)
            .limit(limit)
            .forUpdate()
            .skipLocked();
    return db.deleteFrom(IDEMPOTENCY_KEY)
        .where(
            DSL.row(IDEMPOTENCY_KEY.TEAM_ID, IDEMPOTENCY_KEY.ENDPOINT, IDEMPOTENCY_KEY.KEY).in(old))
        .execute();
  }

  private static Condition is(TeamId team, String endpoint, String key) {
    return IDEMPOTENCY_KEY
        .TEAM_ID
        .eq(team.value())
        .and(IDEMPOTENCY_KEY.ENDPOINT.eq(endpoint))
        .and(IDEMPOTENCY_KEY.KEY.eq(key));
  }

  private static Field<java.time.OffsetDateTime> ago(Duration duration) {
    return DSL.field(
        "now() - make_interval(secs => {0})",
        java.time.OffsetDateTime.class,
        DSL.val(Objects.requireNonNull(duration).toMillis() / 1000.0));
  }

  private static org.jooq.Param<Long> lockId(TeamId team, String endpoint, String key) {
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-256")
              .digest((team + "\n" + endpoint + "\n" + key).getBytes(StandardCharsets.UTF_8));
      return DSL.val(ByteBuffer.wrap(hash).getLong());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
