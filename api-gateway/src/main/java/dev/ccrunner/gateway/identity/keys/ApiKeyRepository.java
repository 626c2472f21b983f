package dev.ccrunner.gateway.identity.keys;

import static dev.ccrunner.infra.postgres.generated.Tables.API_KEY;
import static dev.ccrunner.infra.postgres.generated.Tables.BUDGET;
import static dev.ccrunner.infra.postgres.generated.Tables.USAGE_LIMIT;

import dev.ccrunner.infra.postgres.generated.tables.records.ApiKeyRecord;
import dev.ccrunner.key.ApiKey;
import dev.ccrunner.key.ApiKeyId;
import dev.ccrunner.run.PermissionMode;
import dev.ccrunner.team.TeamId;
import dev.ccrunner.team.UserId;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jooq.Condition;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Repository;

/** The keys of a team in PostgreSQL. */
@Repository
class ApiKeyRepository {
  private final DSLContext db;

  ApiKeyRepository(DSLContext db) {
    this.db = db;
  }

  StoredKey insert(
      TeamId team, ApiKeyId id, @Nullable UserId owner, String name, KeyTerms terms, ApiKey key) {
    return db.insertInto(API_KEY)
        .set(API_KEY.TEAM_ID, team.value())
        .set(API_KEY.ID, id.value())
        .set(API_KEY.USER_ID, owner == null ? null : owner.value())
        .set(API_KEY.NAME, name)
        .set(API_KEY.HASH, key.hash())
        .set(API_KEY.HINT, key.hint())
        .set(row(name, terms))
        .returning()
        .fetchSingle(ApiKeyRepository::read);
  }

  Optional<StoredKey> find(TeamId team, ApiKeyId id) {
    return db.selectFrom(API_KEY).where(is(team, id)).fetchOptional(ApiKeyRepository::read);
  }

  /** Whether a budget or limits are set for the key itself. */
  boolean isLimited(TeamId team, ApiKeyId id) {
    return db.fetchExists(BUDGET, BUDGET.TEAM_ID.eq(team.value()), BUDGET.SUBJECT_ID.eq(id.value()))
        || db.fetchExists(
            USAGE_LIMIT,
            USAGE_LIMIT.TEAM_ID.eq(team.value()),
            USAGE_LIMIT.SUBJECT_ID.eq(id.value()));
  }

  /** The same, and nobody else changes it until the end of the transaction. */
  Optional<StoredKey> lock(TeamId team, ApiKeyId id) {
    return db.selectFrom(API_KEY)
        .where(is(team, id))
        .forUpdate()
        .fetchOptional(ApiKeyRepository::read);
  }

  /**
   * Keys of the team, newest first.
   *
   * @param owner only this person's; null: everybody's
   * @param before only older ones; null: from the newest on
   */
  List<StoredKey> list(TeamId team, @Nullable UserId owner, @Nullable UUID before, int limit) {
    Condition wanted = API_KEY.TEAM_ID.eq(team.value());
    if (owner != null) {
      wanted = wanted.and(API_KEY.USER_ID.eq(owner.value()));
    }
    if (before != null) {
      wanted = wanted.and(API_KEY.ID.lt(before));
    }
    return db.selectFrom(API_KEY)
        .where(wanted)
        .orderBy(API_KEY.ID.desc())
        .limit(limit)
        .fetch(ApiKeyRepository::read);
  }

  StoredKey update(TeamId team, ApiKeyId id, String name, KeyTerms terms) {
    return db.update(API_KEY)
        .set(row(name, terms))
        .where(is(team, id))
        .returning()
        .fetchSingle(ApiKeyRepository::read);
  }

  /** Once and for all; a second time changes nothing. */
  void revoke(TeamId team, ApiKeyId id) {
    db.update(API_KEY)
        .set(API_KEY.REVOKED_AT, DSL.currentOffsetDateTime())
        .where(is(team, id), API_KEY.REVOKED_AT.isNull())
        .execute();
  }

  /**
   * Puts {@code next} in the place of the key, which goes on for {@code overlap}; what it was
   * before that is over now.
   */
  StoredKey rotate(TeamId team, ApiKeyId id, ApiKey next, Duration overlap) {
    boolean both = overlap.isPositive();
    return db.update(API_KEY)
        .set(
            API_KEY.PREVIOUS_HASH,
            both ? API_KEY.HASH : DSL.castNull(API_KEY.PREVIOUS_HASH.getDataType()))
        .set(API_KEY.PREVIOUS_UNTIL, both ? fromNow(overlap) : DSL.castNull(OffsetDateTime.class))
        .set(API_KEY.HASH, next.hash())
        .set(API_KEY.HINT, next.hint())
        .where(is(team, id))
        .returning()
        .fetchSingle(ApiKeyRepository::read);
  }

  private static Field<OffsetDateTime> fromNow(Duration duration) {
    return DSL.field(
        "now() + make_interval(secs => {0})",
        OffsetDateTime.class, DSL.val(duration.toMillis() / 1000.0));
  }

  private static ApiKeyRecord row(String name, KeyTerms terms) {
    var row = new ApiKeyRecord();
    row.setName(name);
    row.setScopes(terms.scopes().text());
    row.setExpiresAt(at(terms.expiresAt()));
    row.setAllowedIps(StoredRanges.write(terms.allowed()));
    row.setMaxPermissionMode(terms.maxMode() == null ? null : terms.maxMode().wireName());
    return row;
  }

  private static StoredKey read(ApiKeyRecord row) {
    var owner = row.getUserId();
    var mode = row.getMaxPermissionMode();
    return new StoredKey(
        new ApiKeyId(row.getId()),
        owner == null ? null : new UserId(owner),
        row.getName(),
        row.getHint(),
        new KeyTerms(
            GivenScopes.ofText(row.getScopes()),
            instant(row.getExpiresAt()),
            StoredRanges.read(row.getAllowedIps()),
            mode == null ? null : PermissionMode.ofWireName(mode).orElseThrow()),
        row.getCreatedAt().toInstant(),
        instant(row.getLastUsedAt()),
        instant(row.getRevokedAt()),
        instant(row.getPreviousUntil()));
  }

  private static @Nullable Instant instant(@Nullable OffsetDateTime time) {
    return time == null ? null : time.toInstant();
  }

  private static @Nullable OffsetDateTime at(@Nullable Instant time) {
    return time == null ? null : time.atOffset(ZoneOffset.UTC);
  }

  private static Condition is(TeamId team, ApiKeyId id) {
    return API_KEY.TEAM_ID.eq(team.value()).and(API_KEY.ID.eq(id.value()));
  }
}
