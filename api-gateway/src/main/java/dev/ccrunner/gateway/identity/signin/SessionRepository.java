package dev.ccrunner.gateway.identity.signin;

import static dev.ccrunner.infra.postgres.generated.Tables.APP_USER;
import static dev.ccrunner.infra.postgres.generated.Tables.MEMBERSHIP;
import static dev.ccrunner.infra.postgres.generated.Tables.OIDC_SIGN_IN;
import static dev.ccrunner.infra.postgres.generated.Tables.PASSWORD_LINK;
import static dev.ccrunner.infra.postgres.generated.Tables.TEAM;
import static dev.ccrunner.infra.postgres.generated.Tables.WEB_SESSION;

import dev.ccrunner.gateway.identity.Actor;
import dev.ccrunner.gateway.identity.Caller;
import dev.ccrunner.gateway.identity.Standing;
import dev.ccrunner.gateway.identity.policy.Caps;
import dev.ccrunner.gateway.identity.policy.StoredPolicy;
import dev.ccrunner.infra.postgres.AcrossTeams;
import dev.ccrunner.team.TeamId;
import dev.ccrunner.team.UserId;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jooq.Condition;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.Record;
import org.jooq.Result;
import org.jooq.impl.DSL;
import org.springframework.stereotype.Repository;

/** Sessions in PostgreSQL. A session is a person's, and so not one team's. */
@Repository
class SessionRepository {
  private static final String OWN =
      "a person's own sessions, found by their secret or by the person";

  private final DSLContext db;

  SessionRepository(DSLContext db) {
    this.db = db;
  }

  /** Begins a session, and ends the person's oldest beyond {@code most}; answers when it ends. */
  @AcrossTeams(OWN)
  Instant insert(byte[] hash, UserId user, SignInSettings settings, String ip, String agent) {
    OffsetDateTime end =
        db.insertInto(WEB_SESSION)
            .set(WEB_SESSION.HASH, hash)
            .set(WEB_SESSION.USER_ID, user.value())
            .set(WEB_SESSION.EXPIRES_AT, now("+", settings.sessionLifetime()))
            .set(WEB_SESSION.IP, ip)
            .set(WEB_SESSION.USER_AGENT, agent)
            .returningResult(WEB_SESSION.EXPIRES_AT)
            .fetchSingle(WEB_SESSION.EXPIRES_AT);
    db.deleteFrom(WEB_SESSION)
        .where(
            WEB_SESSION.USER_ID.eq(user.value()),
            WEB_SESSION.HASH.notIn(
                DSL.select(WEB_SESSION.HASH)
                    .from(WEB_SESSION)
                    .where(WEB_SESSION.USER_ID.eq(user.value()))
                    .orderBy(WEB_SESSION.CREATED_AT.desc())
                    .limit(settings.sessionsPerUser())))
        .execute();
    db.update(APP_USER)
        .set(APP_USER.LAST_SIGNED_IN_AT, DSL.currentOffsetDateTime())
        .where(APP_USER.ID.eq(user.value()))
        .execute();
    return end.toInstant();
  }

  /** The session, if it has not ended, with everything its person may in each team. */
  @AcrossTeams(OWN)
  Optional<KnownSession> find(byte[] hash, Duration idle) {
    Result<Record> rows =
        db.select()
            .select(WEB_SESSION.asterisk(), APP_USER.OPERATOR, MEMBERSHIP.asterisk(), TEAM.POLICY)
            .from(WEB_SESSION)
            .join(APP_USER)
            .on(APP_USER.ID.eq(WEB_SESSION.USER_ID))
            .leftJoin(MEMBERSHIP)
            .on(MEMBERSHIP.USER_ID.eq(WEB_SESSION.USER_ID))
            .leftJoin(TEAM)
            .on(TEAM.ID.eq(MEMBERSHIP.TEAM_ID))
            .where(
                WEB_SESSION.HASH.eq(hash),
                WEB_SESSION.EXPIRES_AT.gt(DSL.currentOffsetDateTime()),
                WEB_SESSION.LAST_SEEN_AT.gt(now("-", idle)),
                APP_USER.DISABLED_AT.isNull())
            .fetch();
    if (rows.isEmpty()) {
      return Optional.empty();
    }
    Record first = rows.getFirst();
    var user = new UserId(first.get(WEB_SESSION.USER_ID));
    var team = first.get(WEB_SESSION.TEAM_ID);
    var callers = new HashMap<TeamId, Caller>();
    for (Record row : rows) {
      if (row.get(MEMBERSHIP.TEAM_ID) != null) {
        var caller = caller(user, row);
        callers.put(caller.teamId(), caller);
      }
    }
    return Optional.of(
        new KnownSession(
            ByteBuffer.wrap(hash),
            user,
            team == null ? null : new TeamId(team),
            Map.copyOf(callers)));
  }

  private static Caller caller(UserId user, Record row) {
    return new Caller(
        new TeamId(row.get(MEMBERSHIP.TEAM_ID)),
        new Actor.User(user),
        Standing.of(row.get(MEMBERSHIP.ROLE), row.get(APP_USER.OPERATOR), false).scopes(),
        new Caps(null, StoredPolicy.read(row.get(TEAM.POLICY))));
  }

  @AcrossTeams(OWN)
  void delete(byte[] hash) {
    db.deleteFrom(WEB_SESSION).where(WEB_SESSION.HASH.eq(hash)).execute();
  }

  @AcrossTeams(OWN)
  void deleteAll(UserId user) {
    deleteWhere(user, DSL.noCondition());
  }

  @AcrossTeams(OWN)
  void deleteOthers(UserId user, byte[] than) {
    deleteWhere(user, WEB_SESSION.HASH.ne(than));
  }

  private void deleteWhere(UserId user, Condition condition) {
    db.deleteFrom(WEB_SESSION).where(WEB_SESSION.USER_ID.eq(user.value()), condition).execute();
  }

  /** Notes that all these sessions were used just now, and for which team. */
  @AcrossTeams(OWN)
  void touch(Map<ByteBuffer, TeamId> used) {
    db.batch(
            used.entrySet().stream()
                .map(use ->
                    db.update(WEB_SESSION)
                        .set(WEB_SESSION.LAST_SEEN_AT, DSL.currentOffsetDateTime())
                        .set(WEB_SESSION.TEAM_ID, use.getValue().value())
                        .where(WEB_SESSION.HASH.eq(use.getKey().array())))
                .toList())
        .execute();
  }

  /** Deletes what has ended; answers how many sessions, links and begun sign-ins that were. */
  @AcrossTeams("everybody's leavings")
  int deleteEnded(Duration idle) {
    return db.deleteFrom(WEB_SESSION)
            .where(
                WEB_SESSION
                    .EXPIRES_AT
                    .le(DSL.currentOffsetDateTime())
                    .or(WEB_SESSION.LAST_SEEN_AT.le(now("-", idle))))
            .execute()
        + db.deleteFrom(PASSWORD_LINK)
            .where(PASSWORD_LINK.EXPIRES_AT.le(DSL.currentOffsetDateTime()))
            .execute()
        + db.deleteFrom(OIDC_SIGN_IN)
            .where(OIDC_SIGN_IN.EXPIRES_AT.le(DSL.currentOffsetDateTime()))
            .execute();
  }

  private static Field<OffsetDateTime> now(String sign, Duration duration) {
    return DSL.field(
        "now() " + sign + " make_interval(secs => {0})",
        OffsetDateTime.class,
        DSL.val(duration.toMillis() / 1000.0));
  }
}
