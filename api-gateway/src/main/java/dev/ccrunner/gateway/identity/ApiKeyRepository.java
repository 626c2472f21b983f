package dev.ccrunner.gateway.identity;

import static dev.ccrunner.infra.postgres.generated.Tables.API_KEY;
import static dev.ccrunner.infra.postgres.generated.Tables.TEAM;

import dev.ccrunner.key.ApiKey;
import dev.ccrunner.key.ApiKeyId;
import dev.ccrunner.team.TeamId;
import java.util.Collection;
import java.util.Optional;
import org.jooq.DSLContext;
import org.jooq.impl.DSL;
import org.springframework.stereotype.Repository;

/** Teams and their keys in PostgreSQL. */
@Repository
class ApiKeyRepository {
  private final DSLContext db;

  ApiKeyRepository(DSLContext db) {
    this.db = db;
  }

  Optional<KnownKey> find(byte[] hash) {
    return db.select(API_KEY.TEAM_ID, API_KEY.ID, API_KEY.REVOKED_AT, API_KEY.EXPIRES_AT)
        .from(API_KEY)
        .where(API_KEY.HASH.eq(hash))
        .fetchOptional(row ->
            new KnownKey(
                new Caller(new TeamId(row.value1()), new ApiKeyId(row.value2())),
                row.value3() != null,
                row.value4() == null ? null : row.value4().toInstant()));
  }

  /** Whether there is any key at all, of any team, valid or not. */
  boolean anyKey() {
    return db.fetchExists(API_KEY);
  }

  /** Waits until no other gateway is between its own look and its own insert. */
  void lockForBootstrap() {
    db.execute("select pg_advisory_xact_lock(hashtext('ccr.owner-bootstrap'))");
  }

  void insertTeam(TeamId team, String name) {
    db.insertInto(TEAM).set(TEAM.ID, team.value()).set(TEAM.NAME, name).execute();
  }

  void insertKey(Caller owner, String name, ApiKey key) {
    db.insertInto(API_KEY)
        .set(API_KEY.TEAM_ID, owner.teamId().value())
        .set(API_KEY.ID, owner.keyId().value())
        .set(API_KEY.NAME, name)
        .set(API_KEY.HASH, key.hash())
        .set(API_KEY.HINT, key.hint())
        .execute();
  }

  /** Notes that all these keys were used just now. */
  void touch(Collection<Caller> used) {
    var keys =
        used.stream().map(key -> DSL.row(key.teamId().value(), key.keyId().value())).toList();
    db.update(API_KEY)
        .set(API_KEY.LAST_USED_AT, DSL.currentOffsetDateTime())
        .where(DSL.row(API_KEY.TEAM_ID, API_KEY.ID).in(keys))
        .execute();
  }
}
