package dev.ccrunner.gateway.identity.teams;

import static dev.ccrunner.infra.postgres.generated.Tables.API_KEY;
import static dev.ccrunner.infra.postgres.generated.Tables.APP_USER;
import static dev.ccrunner.infra.postgres.generated.Tables.MEMBERSHIP;
import static dev.ccrunner.infra.postgres.generated.Tables.TEAM;

import dev.ccrunner.gateway.identity.Role;
import dev.ccrunner.team.TeamId;
import dev.ccrunner.team.UserId;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jooq.Condition;
import org.jooq.DSLContext;
import org.jooq.Record;
import org.jooq.SelectOnConditionStep;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Repository;

/** Who is in a team, in PostgreSQL. */
@Repository
class MemberRepository {
  private final DSLContext db;

  MemberRepository(DSLContext db) {
    this.db = db;
  }

  /**
   * Until the end of the transaction nobody else changes who is in the team, so that two owners
   * cannot remove each other at once.
   */
  void lock(TeamId team) {
    db.select(TEAM.ID).from(TEAM).where(TEAM.ID.eq(team.value())).forUpdate().fetch();
  }

  Optional<StoredMember> find(TeamId team, UserId user) {
    return members().where(is(team, user)).fetchOptional(MemberRepository::read);
  }

  /** Members by id. */
  List<StoredMember> list(TeamId team, @Nullable UUID after, int limit) {
    return members()
        .where(
            MEMBERSHIP.TEAM_ID.eq(team.value()),
            after == null ? DSL.noCondition() : MEMBERSHIP.USER_ID.gt(after))
        .orderBy(MEMBERSHIP.USER_ID)
        .limit(limit)
        .fetch(MemberRepository::read);
  }

  /** Whether anybody else whose account is open owns the team. */
  boolean hasOtherOwner(TeamId team, UserId than) {
    return db.fetchExists(
        db.selectOne()
            .from(MEMBERSHIP)
            .join(APP_USER)
            .on(APP_USER.ID.eq(MEMBERSHIP.USER_ID))
            .where(
                MEMBERSHIP.TEAM_ID.eq(team.value()),
                MEMBERSHIP.USER_ID.ne(than.value()),
                MEMBERSHIP.ROLE.eq(Role.OWNER.wireName()),
                APP_USER.DISABLED_AT.isNull()));
  }

  /** Adds a person; false when there is no such account. One who is in the team stays as before. */
  boolean add(TeamId team, UserId user, Role role) {
    if (!db.fetchExists(APP_USER, APP_USER.ID.eq(user.value()))) {
      return false;
    }
    db.insertInto(MEMBERSHIP)
        .set(MEMBERSHIP.TEAM_ID, team.value())
        .set(MEMBERSHIP.USER_ID, user.value())
        .set(MEMBERSHIP.ROLE, role.wireName())
        .onConflictDoNothing()
        .execute();
    return true;
  }

  /** By hand; from then on it is no identity provider's any more. */
  void changeRole(TeamId team, UserId user, Role role) {
    db.update(MEMBERSHIP)
        .set(MEMBERSHIP.ROLE, role.wireName())
        .setNull(MEMBERSHIP.ISSUER)
        .where(is(team, user))
        .execute();
  }

  /** Takes a person out, and back the keys that it had: they must not live on if it returns. */
  void remove(TeamId team, UserId user) {
    db.deleteFrom(MEMBERSHIP).where(is(team, user)).execute();
    db.update(API_KEY)
        .set(API_KEY.REVOKED_AT, DSL.currentOffsetDateTime())
        .where(
            API_KEY.TEAM_ID.eq(team.value()),
            API_KEY.USER_ID.eq(user.value()),
            API_KEY.REVOKED_AT.isNull())
        .execute();
  }

  private SelectOnConditionStep<? extends Record> members() {
    return db.select(MEMBERSHIP.asterisk(), APP_USER.asterisk())
        .from(MEMBERSHIP)
        .join(APP_USER)
        .on(APP_USER.ID.eq(MEMBERSHIP.USER_ID));
  }

  private static StoredMember read(Record row) {
    return new StoredMember(
        new UserId(row.get(APP_USER.ID)),
        row.get(APP_USER.EMAIL),
        row.get(APP_USER.NAME),
        Role.ofWireName(row.get(MEMBERSHIP.ROLE)).orElseThrow(),
        row.get(MEMBERSHIP.ISSUER),
        row.get(APP_USER.DISABLED_AT) != null,
        row.get(MEMBERSHIP.CREATED_AT).toInstant());
  }

  private static Condition is(TeamId team, UserId user) {
    return MEMBERSHIP.TEAM_ID.eq(team.value()).and(MEMBERSHIP.USER_ID.eq(user.value()));
  }
}
