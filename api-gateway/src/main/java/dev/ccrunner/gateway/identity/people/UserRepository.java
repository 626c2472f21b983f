package dev.ccrunner.gateway.identity.people;

import static dev.ccrunner.infra.postgres.generated.Tables.API_KEY;
import static dev.ccrunner.infra.postgres.generated.Tables.APP_USER;
import static dev.ccrunner.infra.postgres.generated.Tables.MEMBERSHIP;
import static dev.ccrunner.infra.postgres.generated.Tables.OIDC_IDENTITY;
import static dev.ccrunner.infra.postgres.generated.Tables.PASSWORD_LINK;
import static dev.ccrunner.infra.postgres.generated.Tables.TEAM;
import static dev.ccrunner.infra.postgres.generated.Tables.WEB_SESSION;

import dev.ccrunner.gateway.identity.Role;
import dev.ccrunner.gateway.identity.SecretToken;
import dev.ccrunner.infra.postgres.AcrossTeams;
import dev.ccrunner.infra.postgres.generated.tables.records.AppUserRecord;
import dev.ccrunner.team.TeamId;
import dev.ccrunner.team.UserId;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jooq.Condition;
import org.jooq.DSLContext;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Repository;

/**
 * Accounts in PostgreSQL. An account may be in several teams, so it has no team of its own; who may
 * see which is decided here all the same, by the team that asks.
 */
@Repository
class UserRepository {
  private final DSLContext db;

  UserRepository(DSLContext db) {
    this.db = db;
  }

  /** An account with its role in its first team; empty when the address is taken. */
  Optional<StoredUser> insert(TeamId team, UserId id, String email, String name, Role role) {
    Optional<StoredUser> made =
        db.insertInto(APP_USER)
            .set(APP_USER.ID, id.value())
            .set(APP_USER.EMAIL, email)
            .set(APP_USER.NAME, name)
            .onConflictDoNothing()
            .returning()
            .fetchOptional(UserRepository::read);
    made.ifPresent(_ ->
        db.insertInto(MEMBERSHIP)
            .set(MEMBERSHIP.TEAM_ID, team.value())
            .set(MEMBERSHIP.USER_ID, id.value())
            .set(MEMBERSHIP.ROLE, role.wireName())
            .execute());
    return made;
  }

  /** An account of the team. */
  Optional<StoredUser> find(TeamId team, UserId id) {
    return db.selectFrom(APP_USER)
        .where(APP_USER.ID.eq(id.value()), isMember(team))
        .fetchOptional(UserRepository::read);
  }

  @AcrossTeams("who looks after the installation")
  Optional<StoredUser> findAnywhere(UserId id) {
    return db.selectFrom(APP_USER)
        .where(APP_USER.ID.eq(id.value()))
        .fetchOptional(UserRepository::read);
  }

  /** Accounts of the team, newest first. */
  List<StoredUser> list(TeamId team, @Nullable UUID before, int limit) {
    return list(isMember(team), before, limit);
  }

  @AcrossTeams("who looks after the installation")
  List<StoredUser> listEverywhere(@Nullable UUID before, int limit) {
    return list(DSL.noCondition(), before, limit);
  }

  private List<StoredUser> list(Condition wanted, @Nullable UUID before, int limit) {
    return db.selectFrom(APP_USER)
        .where(wanted, before == null ? DSL.noCondition() : APP_USER.ID.lt(before))
        .orderBy(APP_USER.ID.desc())
        .limit(limit)
        .fetch(UserRepository::read);
  }

  /**
   * Where the account is and as what. Until the end of the transaction nobody else changes who is
   * in these teams, so that two owners cannot close each other's accounts at once.
   */
  @AcrossTeams("a decision about the account as a whole")
  Map<TeamId, Role> lockMemberships(UserId id) {
    var teams =
        DSL.select(MEMBERSHIP.TEAM_ID).from(MEMBERSHIP).where(MEMBERSHIP.USER_ID.eq(id.value()));
    db.select(TEAM.ID).from(TEAM).where(TEAM.ID.in(teams)).orderBy(TEAM.ID).forUpdate().fetch();
    return db.select(MEMBERSHIP.TEAM_ID, MEMBERSHIP.ROLE)
        .from(MEMBERSHIP)
        .where(MEMBERSHIP.USER_ID.eq(id.value()))
        .fetchMap(
            row -> new TeamId(row.value1()), row -> Role.ofWireName(row.value2()).orElseThrow());
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

  /** Whether anybody else whose account is open looks after the installation; locks them. */
  @AcrossTeams("a decision about the installation")
  boolean hasOtherOperator(UserId than) {
    return db
        .select(APP_USER.ID)
        .from(APP_USER)
        .where(APP_USER.OPERATOR.isTrue(), APP_USER.DISABLED_AT.isNull())
        .orderBy(APP_USER.ID)
        .forUpdate()
        .fetch()
        .stream()
        .anyMatch(row -> !row.value1().equals(than.value()));
  }

  @AcrossTeams("the account as a whole; who may is decided before")
  StoredUser update(UserId id, String name, boolean operator, boolean disabled) {
    return db.update(APP_USER)
        .set(APP_USER.NAME, name)
        .set(APP_USER.OPERATOR, operator)
        .set(
            APP_USER.DISABLED_AT,
            disabled
                ? DSL.coalesce(APP_USER.DISABLED_AT, DSL.currentOffsetDateTime())
                : DSL.castNull(OffsetDateTime.class))
        .where(APP_USER.ID.eq(id.value()))
        .returning()
        .fetchSingle(UserRepository::read);
  }

  @AcrossTeams("the account as a whole; who may is decided before")
  void endSessions(UserId id) {
    db.deleteFrom(WEB_SESSION).where(WEB_SESSION.USER_ID.eq(id.value())).execute();
  }

  /** With memberships, sessions and links. Its keys stay, revoked: runs are counted by them. */
  @AcrossTeams("the account as a whole; who may is decided before")
  void delete(UserId id) {
    db.update(API_KEY)
        .set(API_KEY.REVOKED_AT, DSL.currentOffsetDateTime())
        .where(API_KEY.USER_ID.eq(id.value()), API_KEY.REVOKED_AT.isNull())
        .execute();
    db.deleteFrom(APP_USER).where(APP_USER.ID.eq(id.value())).execute();
  }

  /** Whether an identity provider vouches for it. */
  @AcrossTeams("the account as a whole; who may is decided before")
  boolean hasIdentity(UserId id) {
    return db.fetchExists(OIDC_IDENTITY, OIDC_IDENTITY.USER_ID.eq(id.value()));
  }

  /** A new link; those before are void. */
  @AcrossTeams("the account as a whole; who may is decided before")
  void putPasswordLink(UserId id, SecretToken token, Duration lifetime) {
    db.deleteFrom(PASSWORD_LINK).where(PASSWORD_LINK.USER_ID.eq(id.value())).execute();
    db.insertInto(PASSWORD_LINK)
        .set(PASSWORD_LINK.TOKEN_HASH, token.hash())
        .set(PASSWORD_LINK.USER_ID, id.value())
        .set(
            PASSWORD_LINK.EXPIRES_AT,
            DSL.field(
                "now() + make_interval(secs => {0})",
                OffsetDateTime.class, DSL.val(lifetime.toMillis() / 1000.0)))
        .execute();
  }

  private static Condition isMember(TeamId team) {
    return APP_USER.ID.in(
        DSL.select(MEMBERSHIP.USER_ID).from(MEMBERSHIP).where(MEMBERSHIP.TEAM_ID.eq(team.value())));
  }

  private static StoredUser read(AppUserRecord row) {
    return new StoredUser(
        new UserId(row.getId()),
        row.getEmail(),
        row.getName(),
        row.getOperator(),
        row.getCreatedAt().toInstant(),
        instant(row.getLastSignedInAt()),
        instant(row.getDisabledAt()));
  }

  private static @Nullable Instant instant(@Nullable OffsetDateTime time) {
    return time == null ? null : time.toInstant();
  }
}
