package dev.ccrunner.gateway.identity.keys;

import static dev.ccrunner.infra.postgres.generated.Tables.API_KEY;
import static dev.ccrunner.infra.postgres.generated.Tables.APP_USER;
import static dev.ccrunner.infra.postgres.generated.Tables.MEMBERSHIP;
import static dev.ccrunner.infra.postgres.generated.Tables.TEAM;

import dev.ccrunner.gateway.identity.Actor;
import dev.ccrunner.gateway.identity.Caller;
import dev.ccrunner.gateway.identity.Standing;
import dev.ccrunner.gateway.identity.policy.Caps;
import dev.ccrunner.gateway.identity.policy.StoredPolicy;
import dev.ccrunner.infra.postgres.AcrossTeams;
import dev.ccrunner.key.ApiKeyId;
import dev.ccrunner.run.PermissionMode;
import dev.ccrunner.team.TeamId;
import dev.ccrunner.team.UserId;
import java.util.Collection;
import java.util.Optional;
import org.jooq.DSLContext;
import org.jooq.Record;
import org.jooq.impl.DSL;
import org.springframework.stereotype.Repository;

/** Keys as they are presented: found by their hash, before anybody knows of which team they are. */
@Repository
class KnownKeyRepository {
  private final DSLContext db;

  KnownKeyRepository(DSLContext db) {
    this.db = db;
  }

  /** The key with everything it depends on: its team's policy, and where its owner stands now. */
  @AcrossTeams("a caller of whom nothing is known yet")
  Optional<KnownKey> find(byte[] hash) {
    return db.select(
            API_KEY.asterisk(),
            TEAM.POLICY,
            MEMBERSHIP.ROLE,
            APP_USER.OPERATOR,
            APP_USER.DISABLED_AT)
        .from(API_KEY)
        .join(TEAM)
        .on(TEAM.ID.eq(API_KEY.TEAM_ID))
        .leftJoin(MEMBERSHIP)
        .on(MEMBERSHIP.TEAM_ID.eq(API_KEY.TEAM_ID), MEMBERSHIP.USER_ID.eq(API_KEY.USER_ID))
        .leftJoin(APP_USER)
        .on(APP_USER.ID.eq(API_KEY.USER_ID))
        .where(
            API_KEY
                .HASH
                .eq(hash)
                .or(
                    API_KEY
                        .PREVIOUS_HASH
                        .eq(hash)
                        .and(API_KEY.PREVIOUS_UNTIL.gt(DSL.currentOffsetDateTime()))))
        .fetchOptional()
        .map(KnownKeyRepository::read);
  }

  private static KnownKey read(Record row) {
    var id = new KeyRef(new TeamId(row.get(API_KEY.TEAM_ID)), new ApiKeyId(row.get(API_KEY.ID)));
    var owner = row.get(API_KEY.USER_ID) == null ? null : new UserId(row.get(API_KEY.USER_ID));
    var standing =
        owner == null
            ? Standing.OF_A_SERVICE
            : Standing.of(
                row.get(MEMBERSHIP.ROLE),
                row.get(APP_USER.OPERATOR),
                row.get(APP_USER.DISABLED_AT) != null);
    var mode = row.get(API_KEY.MAX_PERMISSION_MODE);
    var caller =
        new Caller(
            id.team(),
            new Actor.Key(id.id(), owner),
            GivenScopes.ofText(row.get(API_KEY.SCOPES)).within(standing.scopes()),
            new Caps(
                mode == null ? null : PermissionMode.ofWireName(mode).orElseThrow(),
                StoredPolicy.read(row.get(TEAM.POLICY))));
    var expiresAt = row.get(API_KEY.EXPIRES_AT);
    return new KnownKey(
        id,
        caller,
        row.get(API_KEY.REVOKED_AT) != null,
        standing.gone(),
        expiresAt == null ? null : expiresAt.toInstant(),
        StoredRanges.read(row.get(API_KEY.ALLOWED_IPS)));
  }

  /** Notes that all these keys were used just now. */
  @AcrossTeams("all keys that were used")
  void touch(Collection<KeyRef> used) {
    var keys = used.stream().map(key -> DSL.row(key.team().value(), key.id().value())).toList();
    db.update(API_KEY)
        .set(API_KEY.LAST_USED_AT, DSL.currentOffsetDateTime())
        .where(DSL.row(API_KEY.TEAM_ID, API_KEY.ID).in(keys))
        .execute();
  }
}
